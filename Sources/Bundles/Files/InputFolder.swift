// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

/// A folder of a bundle. Its files are opened without following symbolic links, and no path leads out of it
/// (openat2(2)).
package struct InputFolder: Sendable {
    private let root: Descriptor

    /// - Parameter lists: whether its entries are going to be listed. In some folders a worker's cage permits only
    ///   looking up names.
    /// - Throws: `Failure`, of the kind that the error number calls for, if the folder cannot be opened.
    package init(_ path: String, lists: Bool = false) throws {
        let number = lists ? uaed_open_root(path) : uaed_open_place(path, O_DIRECTORY)
        guard number >= 0 else { throw Failure.input(-number, "the folder cannot be opened", file: path) }
        root = Descriptor(number)
    }

    /// The folder itself, for those who list it.
    package var descriptor: Descriptor { root }

    /// Opens an entry with the flags of open(2).
    ///
    /// - Throws: the error number if the entry cannot be opened (ELOOP or ENOTDIR at a symbolic link).
    package func open(_ relative: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        let number = uaed_open_beneath(root.number, relative, flags | O_NOCTTY)
        guard number >= 0 else { throw SystemError(number: -number) }
        return Descriptor(number)
    }

    /// Opens a regular file. Anything else is refused, and opening never blocks.
    ///
    /// - Parameter what: the failure's message.
    /// - Throws: `Failure`, refused `not-a-file` for anything but a regular file, incomplete `vanished` if there is
    ///   nothing.
    package func file(_ relative: String, _ what: String = "cannot be opened") throws -> InputFile {
        do {
            return try InputFile(path: relative, descriptor: open(relative, O_RDONLY | O_NONBLOCK))
        } catch let error as SystemError {
            throw Failure.input(error.number, what, file: relative)
        }
    }
}
