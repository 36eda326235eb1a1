// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// An errno with what was tried on what, as the failure that a person reads.
enum FolderFailure {
    /// - Parameter operation: a verb with its object: `make the folder`.
    /// - Throws: the failure of `error` where it is not 0.
    static func check(_ error: Int32, _ operation: String, _ path: String) throws {
        if error != 0 { throw of(error, operation, path) }
    }

    static func of(_ error: Int32, _ operation: String, _ path: String) -> Failure {
        let (code, hint) = SystemErrors.meaning(error, path)
        return Failure(
            .environment, code: code, "cannot \(operation) '\(path)': \(String(cString: strerror(error)))", hint: hint,
            cause: "errno \(error)")
    }

    /// What stands at a name is not what was made, or found, there.
    static func exchanged(_ path: String) -> Failure {
        Failure(
            .environment, code: "exchanged", "somebody else put another object in the place of '\(path)'",
            hint: "see who may write there: namei -l '\(path)'")
    }
}
