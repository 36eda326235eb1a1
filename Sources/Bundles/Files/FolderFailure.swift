// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// Turns an errno into the failure that a person reads, with the operation and the path it concerns.
enum FolderFailure {
    /// - Parameter operation: completes "cannot …": a verb with its object, for example `make the folder`.
    /// - Throws: `Failure`, environment, if `error` is not 0.
    static func check(_ error: Int32, _ operation: String, _ path: String) throws {
        if error != 0 { throw of(error, operation, path) }
    }

    static func of(_ error: Int32, _ operation: String, _ path: String) -> Failure {
        let (code, hint) = SystemErrors.meaning(error, path)
        return Failure(
            .environment, code: code, "cannot \(operation) '\(path)': \(String(cString: strerror(error)))", hint: hint,
            cause: "errno \(error)")
    }

    /// The object at a name is not the one that was made or found there before.
    static func exchanged(_ path: String) -> Failure {
        Failure(
            .environment, code: "exchanged", "somebody else put another object in the place of '\(path)'",
            hint: "see who may write there: namei -l '\(path)'")
    }
}
