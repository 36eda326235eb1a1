// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

extension Failure {
    /// A call on a bundle's file that failed. Missing files are incomplete, because each of them may still be on its way;
    /// what is no regular file, or may not be read, is refused; everything else is the machine's.
    ///
    /// - Parameter file: relative to the bundle, so that no hint hands it to a shell.
    package static func input(_ error: Int32, _ what: String, file: String) -> Failure {
        let cause = String(cString: strerror(error))
        switch error {
        case ENOENT:
            return Failure(
                .incomplete, code: "vanished", what, hint: "is its name right? copy it again", file: file, cause: cause)
        case ELOOP, ENOTDIR, EISDIR, ENXIO:
            return Failure(
                .refused, code: "not-a-file", "\(what): only regular files are read, no links, devices or pipes",
                hint: "replace it by what it points to (cp -rL)", file: file, cause: cause)
        case EACCES, EPERM:
            return Failure(
                .refused, code: "unreadable", what, hint: "chmod -R a+rX on the bundle, or uaectl submit", file: file,
                cause: cause)
        case ENAMETOOLONG:
            return Failure(
                .refused, code: "name-too-long", what, hint: "shorten the name", file: file, cause: cause)
        case EMFILE, ENFILE, EIO:
            let (code, hint) = SystemErrors.meaning(error, file)
            return Failure(.environment, code: code, what, hint: hint, file: file, cause: cause)
        default: return Failure(.environment, code: "io", what, file: file, cause: cause)
        }
    }
}
