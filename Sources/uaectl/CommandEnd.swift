// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI

/// How a command ends if it does not simply succeed: its message and its exit status.
enum CommandEnd {
    /// An error from the daemon, or one of uaectl's own.
    case report(ErrorReport)
    /// The parser's text about a wrong command line.
    case usage(String)
    /// The text for `--help` or `--version`.
    case information(String)
    /// An exit status without a message, because the command has printed all there is.
    case status(Int32)

    init(_ error: any Error) {
        switch error {
        case let report as ErrorReport: self = .report(report)
        case let failure as Failure: self = .report(ErrorReport(failure.code, failure.message, hint: failure.hint))
        case is CancellationError: self = .status(Interrupt.status)
        case let code as ExitCode: self = .status(code.rawValue)
        default: self = Self.parser(error)
        }
    }

    private static func parser(_ error: any Error) -> CommandEnd {
        let text = UAECtl.fullMessage(for: error)
        return switch UAECtl.exitCode(for: error) {
        case .success: .information(text)
        case .validationFailure: .usage(text)
        default: .report(ErrorReport("internal", "\(error)"))
        }
    }

    /// Prints the message on standard error and, for programs, as a document on standard output. Requested information
    /// goes to standard output.
    ///
    /// - Returns: the exit status.
    func report(as format: OutputFormat) -> Int32 {
        switch self {
        case .report(let report):
            Console.note("uaectl: " + Escaping.line(report.error.message))
            if let hint = report.error.hint { Console.note("hint: " + Escaping.line(hint)) }
            if format != .table { Console.json(report, pretty: format == .json) }
        case .usage(let text):
            Console.note(text)
            if format != .table { Console.json(ErrorReport("usage", text), pretty: format == .json) }
        case .information(let text): Console.line(text)
        case .status: break
        }
        return status
    }

    private var status: Int32 {
        switch self {
        case .report(let report): report.exitStatus
        case .usage: 2
        case .information: 0
        case .status(let status): status
        }
    }
}

extension ErrorReport {
    /// The exit status for the code. An unknown code, perhaps from a newer daemon, counts as a failed operation.
    var exitStatus: Int32 {
        switch error.code {
        case "bad-request", "usage": 2
        case "not-found": 3
        case "not-permitted": 4
        case "unreachable": 5
        case "protocol-mismatch": 6
        case "wrong-state", "exists": 7
        case "timed-out": 8
        default: 1
        }
    }
}
