// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI

/// How uaectl ends when something is in the way: what stands on standard error, and the exit status.
enum CommandEnd {
    /// The daemon's word, or one of our own.
    case report(ErrorReport)
    /// The command line is not understood: the parser's text.
    case usage(String)
    /// Asked for: `--help`, `--version`.
    case information(String)
    /// All that is to say has been said.
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

    /// Says it: for people on standard error, for programs on standard output.
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
    /// The exit status that belongs to the code; a code that a newer daemon invents is a failed operation.
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
