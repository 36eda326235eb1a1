// SPDX-License-Identifier: Apache-2.0
import Failures
import Glibc

/// An errno with what was tried on what, as the failure that a person reads.
enum FolderFailure {
    /// - Parameter operation: a verb with its object: `make the folder`.
    /// - Throws: the failure of `error` where it is not 0.
    static func check(_ error: Int32, _ operation: String, _ path: String) throws {
        if error != 0 { throw of(error, operation, path) }
    }

    static func of(_ error: Int32, _ operation: String, _ path: String) -> Failure {
        let (code, hint) = meaning(error, path)
        return Failure(
            .environment, code: code, "cannot \(operation) '\(path)': \(String(cString: strerror(error)))", hint: hint,
            cause: "errno \(error)")
    }

    private static func meaning(_ error: Int32, _ path: String) -> (code: String, hint: String?) {
        switch error {
        case ENOENT, ENOTDIR: ("not-found", nil)
        case EACCES, EPERM: ("not-permitted", "look at the rights: namei -l '\(path)'")
        case EROFS: ("not-permitted", "the file system is mounted read-only: findmnt -T '\(path)'")
        case EEXIST, ENOTEMPTY: ("exists", nil)
        case ENOSPC: ("disk-full", "make room: df -h '\(path)'")
        case EDQUOT: ("disk-full", "the quota is used up: quota -s")
        case EXDEV: ("crosses-mounts", nil)
        case ELOOP: ("link", "no symbolic link is followed here: ls -l '\(path)'")
        case ENAMETOOLONG: ("name-too-long", "shorten the name")
        case EMFILE, ENFILE: ("too-many-files", "raise the limit of open files: ulimit -n")
        case EOPNOTSUPP: ("not-supported", nil)
        default: ("system", nil)
        }
    }

    /// What stands at a name is not what was made, or found, there.
    static func exchanged(_ path: String) -> Failure {
        Failure(
            .environment, code: "exchanged", "somebody else put another object in the place of '\(path)'",
            hint: "see who may write there: namei -l '\(path)'")
    }
}
