// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// Writes files that must not exist yet.
enum NewFile {
    /// Writes a new file of mode 0600, and returns when it is durable.
    ///
    /// - Throws: `ErrorReport`, `cannot-write`; nothing is left of the file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            unlink(path)
            throw ErrorReport("cannot-write", "\(path) cannot be written: \(error)", hint: "df -h '\(path)'")
        }
    }

    private static func failure(_ path: String) -> ErrorReport {
        let reason = errno
        return ErrorReport(
            "cannot-write", "\(path) cannot be made: \(String(cString: strerror(reason)))",
            hint: reason == EEXIST ? "name a file that is not there yet" : "name a file in a folder that you may write")
    }
}
