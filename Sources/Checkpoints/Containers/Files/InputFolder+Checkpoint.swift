// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

extension InputFolder {
    /// The checkpoint, by its path relative to the folder.
    ///
    /// - Throws: `Failure` (refused) if the path is absolute or leads out of the folder, else as `file(_:_:)`.
    func checkpoint(_ path: String) throws -> InputFile {
        guard let parts = Self.components(path) else {
            throw Failure.refused("not-a-file", "\"\(path)\" is not the relative path of a checkpoint")
        }
        return try file(parts.joined(separator: "/"), "the checkpoint cannot be opened")
    }

    /// The components of a relative path, without `.`; nil if the path is absolute, empty, of 4096 bytes or
    /// more, or has `..` or NUL in it.
    static func components(_ path: String) -> [String]? {
        guard !path.hasPrefix("/"), path.utf8.count < 4096, !path.utf8.contains(0) else { return nil }
        let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
        return parts.isEmpty || parts.contains("..") ? nil : parts
    }
}
