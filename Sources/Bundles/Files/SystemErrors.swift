// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// The one table from error numbers of the system to failure codes and hints.
package enum SystemErrors {
    /// The failure code of an error number, and a hint on what to do.
    ///
    /// - Parameter path: the file or folder that the call concerned.
    package static func meaning(_ error: Int32, _ path: String) -> (code: String, hint: String?) {
        switch error {
        case ENOSPC: ("disk-full", "make room: df -h '\(folder(of: path))'; uaed goes on by itself")
        case EDQUOT: ("disk-full", "the quota is used up: quota -s; uaed goes on by itself when there is room")
        case EEXIST, ENOTEMPTY: ("exists", nil)
        case ENOENT, ENOTDIR: ("not-found", nil)
        case EACCES, EPERM: ("not-permitted", "look at the rights: namei -l '\(path)'")
        case EROFS: ("not-permitted", "the file system is mounted read-only: findmnt -T '\(path)'")
        case EXDEV: ("crosses-mounts", "both must lie on one mount: findmnt -T '\(path)'")
        case EIO: ("io", "the disk reports an error: dmesg | tail")
        case ELOOP: ("link", "no symbolic link is followed here: ls -l '\(path)'")
        case ENAMETOOLONG: ("name-too-long", "shorten the name")
        case EMFILE, ENFILE: ("too-many-files", "raise the limit of open files: ulimit -n")
        case EOPNOTSUPP: ("not-supported", nil)
        default: ("system", nil)
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(decoding: path.utf8[..<slash], as: UTF8.self)
    }
}

extension Failure {
    /// The failure of reading a bundle's file. It is refused if the file's form or permissions are at fault, incomplete
    /// if the file does not exist, because it may still be on its way, and environment otherwise.
    ///
    /// - Parameters:
    ///   - what: the message.
    ///   - file: its path relative to the bundle.
    package static func input(_ error: Int32, _ what: String, file: String?) -> Failure {
        let cause = String(cString: strerror(error))
        switch error {
        case ENOENT:
            return Failure(
                .incomplete, code: "vanished", what, hint: "is its name right? copy it again", file: file, cause: cause)
        case ELOOP, ENOTDIR, EISDIR, ENXIO, ENAMETOOLONG, EINVAL:
            return Failure(
                .refused, code: "not-a-file", "\(what): only regular files are read, no links, devices or pipes",
                hint: "replace it by what it points to (cp -rL)", file: file, cause: cause)
        case EACCES, EPERM:
            return Failure(
                .refused, code: "unreadable", what, hint: "chmod -R a+rX on the bundle, or uaectl submit", file: file,
                cause: cause)
        default:
            return Failure(
                .environment, code: SystemErrors.meaning(error, file ?? "").code, what,
                hint: SystemErrors.meaning(error, file ?? "").hint, file: file, cause: cause)
        }
    }
}
