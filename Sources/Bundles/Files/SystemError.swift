// SPDX-License-Identifier: Apache-2.0
/// What a system call said: an error number.
package struct SystemError: Error {
    package let number: Int32

    package init(number: Int32) { self.number = number }
}
