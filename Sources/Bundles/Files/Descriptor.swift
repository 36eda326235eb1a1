// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An open file descriptor, closed when its last owner goes.
package final class Descriptor: Sendable {
    /// The descriptor's number.
    package let number: Int32

    /// Takes ownership of the open descriptor `number`.
    package init(_ number: Int32) { self.number = number }

    deinit { if number >= 0 { close(number) } }
}
