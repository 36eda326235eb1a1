// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import CLinux
import Glibc
import Jobs

/// A run without a daemon in two processes: a caged child reads untrusted bytes and computes, and its parent publishes.
enum Attended {
    /// Marks the child's environment. The child may execute itself again with other libraries (``Restart``), and must
    /// not fork a second time then.
    private static let mark = "UAED_ATTENDED"

    /// Forks, and runs `compute` in the child. The process must have one thread.
    ///
    /// - Returns: true in the parent, after the child has ended with status 0; false in the child, after `compute`.
    /// - Throws: in the parent `ExitCode` with the child's status, or `Failure`: environment if no process can be
    ///   started, fault if a signal ended the child; in the child what `compute` throws.
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

    /// Turns the child's status into an error. An exit status needs no message: the child has reported the failure.
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
