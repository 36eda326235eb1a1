// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A file that is held open by its descriptor. All methods throw ``Base/Failure`` of kind environment.
public final class OpenFile {
    private static let block = 1 << 20

    private var descriptor: Int32
    /// Its path when it was opened, for messages.
    public let path: String

    init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// fstat(2) of the file.
    public func status() throws -> EntryStatus { try EntryStatus.of(descriptor, path) }

    /// fchmod(2) of the file.
    public func setMode(_ mode: UInt32) throws {
        try FolderFailure.check(uaed_set_mode(descriptor, mode), "change the mode of", path)
    }

    /// Writes everything from the current position on to `target`.
    ///
    /// - Parameter check: called before each block of 1 MiB; an error that it throws ends the copy.
    public func copy(to target: OpenFile, _ check: () throws -> Void = {}) throws {
        var buffer = [UInt8](repeating: 0, count: Self.block)
        while true {
            try check()
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            try FolderFailure.check(count < 0 ? errno : 0, "read", path)
            if count == 0 { return }
            try target.write(buffer, count)
        }
    }

    private func write(_ bytes: [UInt8], _ count: Int) throws {
        var rest = bytes[..<count]
        while !rest.isEmpty {
            // The bytes are copied only after a short write.
            let written = Glibc.write(descriptor, rest.startIndex == 0 ? bytes : Array(rest), rest.count)
            if written < 0, errno == EINTR { continue }
            try FolderFailure.check(written < 0 ? errno : written == 0 ? ENOSPC : 0, "write", path)
            rest = rest.dropFirst(written)
        }
    }

    /// Must be called after writing, because an error counts as a failed write.
    public func close() throws {
        let closing = descriptor
        descriptor = -1
        // Linux has closed the descriptor even if close(2) fails with EINTR.
        try FolderFailure.check(Glibc.close(closing) == 0 || errno == EINTR ? 0 : errno, "write", path)
    }
}
