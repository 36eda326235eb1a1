// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder of a test's own; its path is short, because a socket's may have 103 bytes only.
final class Scratch: Sendable {
    let path: String

    /// - Parameter isQuick: in memory where that can be: what syncs often does not wait for the machine's disk.
    init(isQuick: Bool = false) throws {
        let place = isQuick && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(place)/uc-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    var socket: String { path + "/s" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
