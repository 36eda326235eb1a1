// SPDX-License-Identifier: Apache-2.0
/// The error number of a failed system call (errno(3)).
package struct SystemError: Error {
    /// The error number; never 0.
    package let number: Int32

    /// Memberwise initialiser.
    package init(number: Int32) { self.number = number }
}
