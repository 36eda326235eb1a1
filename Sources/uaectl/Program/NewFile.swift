// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Glibc

/// Writes files that must not exist yet.
enum NewFile {
    /// Writes a new file of mode 0600, and returns when it is durable.
    ///
    /// - Throws: `ErrorReport`, `cannot-write`; nothing is left of the file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        guard fill(file, bytes), fsync(file) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(path)
            throw ErrorReport("cannot-write", "\(path) cannot be written: \(reason)", hint: "df -h '\(path)'")
        }
    }

    /// - Returns: false, with errno, if not all of it can be written.
    private static func fill(_ file: Int32, _ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { return false }
            done += max(0, count)
        }
        return true
    }

    private static func failure(_ path: String) -> ErrorReport {
        let reason = errno
        return ErrorReport(
            "cannot-write", "\(path) cannot be made: \(String(cString: strerror(reason)))",
            hint: reason == EEXIST ? "name a file that is not there yet" : "name a file in a folder that you may write")
    }
}
