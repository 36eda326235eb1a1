// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

/// A folder of a bundle whose files are opened with no link followed: no path leads out of it (openat2(2)).
package struct InputFolder: Sendable {
    private let root: Descriptor

    /// - Parameter lists: whether names are listed in it. In its cage a worker may only look up names in some folders.
    package init(_ path: String, lists: Bool = false) throws {
        let number = lists ? uaed_open_root(path) : uaed_open_place(path, O_DIRECTORY)
        guard number >= 0 else { throw Failure.input(-number, "the folder cannot be opened", file: path) }
        root = Descriptor(number)
    }

    package var number: Int32 { root.number }

    /// - Returns: the error number where nothing can be opened there (ELOOP or ENOTDIR at a link).
    package func open(_ relative: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        let number = uaed_open_beneath(root.number, relative, flags | O_NOCTTY)
        guard number >= 0 else { throw SystemError(number: -number) }
        return Descriptor(number)
    }

    /// A regular file: what is none is refused, and never waited for.
    package func file(_ relative: String, _ what: String = "cannot be opened") throws -> InputFile {
        do {
            return try InputFile(path: relative, descriptor: open(relative, O_RDONLY | O_NONBLOCK))
        } catch let error as SystemError {
            throw Failure.input(error.number, what, file: relative)
        }
    }
}
