// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Glibc

/// An errno with the operation and the path it concerns, as the failure that a person reads.
struct SystemFailure {
    let error: Int32
    let operation: String
    let path: String

    init(_ error: Int32, _ operation: String, _ path: String) {
        self.error = error
        self.operation = operation
        self.path = path
    }

    /// - Throws: ``failure`` if `error` is not 0.
    static func check(_ error: Int32, _ operation: String, _ path: String) throws {
        if error != 0 { throw SystemFailure(error, operation, path).failure }
    }

    var failure: Failure {
        let (code, hint) = SystemErrors.meaning(error, path)
        let later = code == "disk-full" ? "; uaed goes on by itself when there is room" : ""
        return Failure(
            // A name that is too long does not become shorter by waiting.
            error == ENAMETOOLONG ? .refused : .environment, code: code,
            "\(operation) \(path) failed: \(String(cString: strerror(error)))", hint: hint.map { $0 + later },
            cause: "errno \(error)")
    }
}
