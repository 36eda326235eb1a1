// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import Jobs

/// How a verb ends: its failure as an event or as a line, and the exit status of sysexits.h.
enum CommandEnd {
    /// Stopped by a signal or by the life line: the work is not done, nothing is wrong. EX_TEMPFAIL.
    static let stopped = ExitCode(75)

    /// Runs `body`; what it throws is reported and becomes the exit status.
    ///
    /// - Parameter goesOn: started again, it finds what was finished.
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
