// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import Jobs

/// The end of a verb: its failure is logged and reported as an event, and becomes an exit status of sysexits.h.
enum CommandEnd {
    /// EX_TEMPFAIL: a signal or the life line stopped the worker; its work is not done, but nothing is wrong.
    static let stopped = ExitCode(75)

    /// Runs `body`, and reports its error.
    ///
    /// - Parameter goesOn: true if the verb, started again, continues after what was finished.
    /// - Throws: `ExitCode`, in place of the error.
    static func reporting(
        goesOn: Bool = true, to report: (WorkerEvent) -> Void, _ body: () throws -> Void
    ) throws {
        do {
            try body()
        } catch is CancellationError {
            Log.note(goesOn ? "stopped; started again, it goes on where it was" : "stopped")
            throw stopped
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = failure(error)
            Log.note("\(failure.kind.rawValue): \(failure)")
            report(event(failure))
            throw ExitCode(failure.exitStatus)
        }
    }

    private static func failure(_ error: any Error) -> Failure {
        (error as? Failure) ?? Failure(.fault, code: "unexpected", "an unexpected error", cause: "\(error)")
    }

    private static func event(_ failure: Failure) -> WorkerEvent {
        switch failure.kind {
        case .refused: .refused(failure)
        case .incomplete, .environment: .waiting(failure)
        case .fault: .failed(failure)
        }
    }
}
