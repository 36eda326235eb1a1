// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// Writes whole lines to standard output.
enum Output {
    /// Writes all of `bytes` to a descriptor.
    ///
    /// - Returns: false if it cannot be written to, for example because its reader is gone.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    static func line(_ text: String) {
        write(Array((text + "\n").utf8), to: 1)
    }
}

/// Writes to standard error: the worker's log and, for people, the progress bar.
enum Log {
    private static let lock = Mutex(())

    static func note(_ text: String) {
        raw(text + "\n")
    }

    static func raw(_ text: String) {
        lock.withLock { _ in
            _ = Output.write(Array(text.utf8), to: 2)
        }
    }
}
