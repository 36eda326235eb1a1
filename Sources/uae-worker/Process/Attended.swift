// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import CLinux
import Glibc
import Jobs

/// A run without a daemon in two processes: a child reads strangers' bytes and computes, in its cage; this one publishes.
enum Attended {
    /// In the child's environment: it may start itself again with other libraries, and is no parent then.
    private static let mark = "UAED_ATTENDED"

    /// - Returns: true in the process that publishes, after the child has ended well; false in the child, when `compute` has returned.
    /// - Throws: in the parent the child's exit status, as its own.
    static func compute(_ compute: () throws -> Void) throws -> Bool {
        guard getenv(mark) == nil else {
            try compute()
            return false
        }
        setenv(mark, "1", 1)
        let child = uaed_fork()
        guard child >= 0 else {
            throw Failure(
                .environment, code: "cannot-start", "no process can be started: \(String(cString: strerror(-child)))")
        }
        guard child > 0 else {
            try compute()
            return false
        }
        unsetenv(mark)
        try check(uaed_attend(child))
        return true
    }

    /// The child has said what failed.
    private static func check(_ status: Int32) throws {
        let signal = status & 0x7F
        guard signal == 0 else {
            throw Failure(
                .fault, code: "crashed",
                "the computing process was ended by signal \(signal) (\(String(cString: strsignal(signal))))",
                hint: "started again, the run goes on after the last finished chunk")
        }
        let code = status >> 8 & 0xFF
        guard code == 0 else { throw ExitCode(code) }
    }
}
