// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

extension OpenFolder {
    /// The names in the folder, in byte-wise order.
    ///
    /// - Throws: refused `refused` if a name is not UTF-8, because no path can express it.
    public func names() throws -> [String] {
        try before(.list)
        // A descriptor of its own, because reading moves the position of a descriptor.
        let again = uaed_open_beneath(descriptor, ".", O_RDONLY | O_DIRECTORY)
        try FolderFailure.check(again < 0 ? -again : 0, "read", path)
        guard let stream = fdopendir(again) else {
            let error = errno
            close(again)
            throw FolderFailure.of(error, "read", path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw Failure.refused(
                    "refused", "a name in '\(path)' is not UTF-8", hint: "rename it: ls -b '\(path)'")
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        try FolderFailure.check(errno, "read", path)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
