// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An open file descriptor, closed when its last owner goes.
package final class Descriptor: Sendable {
    /// The descriptor's number.
    package let number: Int32

    /// Takes ownership of the open descriptor `number`.
    package init(_ number: Int32) { self.number = number }

    deinit { if number >= 0 { close(number) } }

    /// What can be read up to the end, at most `limit` bytes; nil, with errno, if it cannot be read.
    package func contents(limit: Int) -> [UInt8]? {
        var (bytes, part) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while bytes.count < limit {
            let count = read(number, &part, min(part.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += part[..<count]
        }
        return bytes
    }
}
