// SPDX-License-Identifier: Apache-2.0
import Failures
import Foundation

/// An errno with what was tried on what, as the failure that a person reads.
struct SystemFailure {
    let error: Int32
    let operation: String
    let path: String

    init(_ error: Int32, _ operation: String, _ path: String) {
        self.error = error
        self.operation = operation
        self.path = path
    }

    /// - Throws: the failure of `error` where it is not 0.
    static func check(_ error: Int32, _ operation: String, _ path: String) throws {
        if error != 0 { throw SystemFailure(error, operation, path).failure }
    }

    var failure: Failure {
        let (code, hint) = meaning
        return Failure(
            // No waiting makes a name shorter.
            error == ENAMETOOLONG ? .refused : .environment, code: code,
            "\(operation) \(path) failed: \(String(cString: strerror(error)))", hint: hint,
            cause: "errno \(error)")
    }

    private var folder: String { LocalDisk.parted(path).folder }

    private var meaning: (code: String, hint: String?) {
        switch error {
        case ENOSPC: ("disk-full", "make room: df -h '\(folder)'; uaed goes on by itself")
        case EDQUOT: ("disk-full", "the quota is used up: quota -s; uaed goes on by itself when there is room")
        case EEXIST, ENOTEMPTY: ("exists", nil)
        case ENOENT, ENOTDIR: ("not-found", nil)
        case EACCES, EPERM: ("not-permitted", "look at the rights: namei -l '\(path)'")
        case EROFS: ("not-permitted", "the file system is mounted read-only: findmnt -T '\(path)'")
        case EXDEV: ("crosses-mounts", "both must lie on one mount: findmnt -T '\(path)'")
        case EIO: ("input-output", "the disk reports an error: dmesg | tail")
        case ELOOP: ("link", "no symbolic link is followed here: ls -l '\(path)'")
        case ENAMETOOLONG: ("name-too-long", "shorten the name")
        case EMFILE, ENFILE: ("too-many-files", "raise the limit of open files: ulimit -n")
        default: ("system", nil)
        }
    }
}
