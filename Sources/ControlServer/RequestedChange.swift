// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import Logging

/// What the log says of a request that changes something: before it is made, and where it is refused.
struct RequestedChange: Sendable {
    private let words: String
    private let caller: Caller
    private var facts: Logger.Metadata

    /// Nil where nothing is changed.
    init?(_ request: Request, _ route: Route) {
        guard route.need.isChange else { return nil }
        words = "\(request.method.rawValue) /\(request.path.joined(separator: "/"))"
        caller = request.caller
        facts = ["uid": "\(caller.uid)", "pid": "\(caller.pid)", "verb": "\(route.pattern.last ?? "")"]
        switch route.action {
        case .job: facts["job"] = "\(route.word(in: request.path) ?? "")"
        case .schedule: facts["schedule"] = "\(route.word(in: request.path) ?? "")"
        case .general, .jobIfAsked: break
        }
    }

    /// What was asked for by name, or by number.
    mutating func isAbout(job number: Int) { facts["job"] = "\(number)" }

    func begins(_ logger: Logger) { logger.notice("\(words)", metadata: facts) }

    /// Each user has so many lines a minute.
    func wasRefused(_ error: any Error, _ logger: Logger, _ refusals: Refusals) {
        guard refusals.isToldOf(caller.uid) else { return }
        var facts = facts
        facts["error"] = "\((error as? ErrorReport)?.error.code ?? (error as? Failure)?.code ?? "\(error)")"
        logger.notice("refused: \(words)", metadata: facts)
    }
}
