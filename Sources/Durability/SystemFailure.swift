// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
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
        let (code, hint) = SystemErrors.meaning(error, path)
        return Failure(
            // No waiting makes a name shorter.
            error == ENAMETOOLONG ? .refused : .environment, code: code,
            "\(operation) \(path) failed: \(String(cString: strerror(error)))", hint: hint,
            cause: "errno \(error)")
    }
}
