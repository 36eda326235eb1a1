// SPDX-License-Identifier: Apache-2.0
import Durability
import Jobs

/// The size of files; folders themselves count nothing.
enum TreeSize {
    /// The bytes of a file, or of all files below a folder. Links are not followed. What vanishes or cannot be read
    /// meanwhile counts nothing.
    static func bytes(_ path: String, disk: any Disk) -> Int {
        guard let status = (try? disk.status(path)) ?? nil else { return 0 }
        guard status.kind == .folder else { return status.bytes }
        let names = (try? disk.names(in: path)) ?? []
        return names.reduce(0) { $0.saturatingAdd(bytes("\(path)/\($1)", disk: disk)) }
    }
}
