// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Glibc

extension ErrorReport {
    /// A failed system call as an error.
    ///
    /// - Parameter what: a clause such as `cannot read 'x'`.
    static func system(_ what: String, _ code: Int32 = errno, hint: String? = nil) -> ErrorReport {
        let word =
            switch code {
            case ENOENT, ENOTDIR: "not-found"
            case EACCES, EPERM, EROFS: "not-permitted"
            case EEXIST: "exists"
            default: "system"
            }
        return ErrorReport(word, "\(what): \(String(cString: strerror(code)))", hint: hint)
    }
}
