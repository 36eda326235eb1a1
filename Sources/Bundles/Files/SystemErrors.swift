// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// What an error number of the system means to a person, for what is made, renamed, removed or read.
package enum SystemErrors {
    /// - Parameter path: what the call was about, as a shell would take it.
    /// - Returns: the failure's code, and a line that helps to mend it.
    package static func meaning(_ error: Int32, _ path: String) -> (code: String, hint: String?) {
        switch error {
        case ENOSPC: ("disk-full", "make room: df -h '\(path.folderName)'")
        case EDQUOT: ("disk-full", "the quota is used up: quota -s")
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
}
