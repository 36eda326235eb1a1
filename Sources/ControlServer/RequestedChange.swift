// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import Logging

/// The log lines of a request that changes something: before the change is made, and if it is refused.
struct RequestedChange: Sendable {
    private let words: String
    private let caller: Caller
    private var facts: Logger.Metadata

    /// nil if the route changes nothing.
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

    /// Names the job by its number once it is resolved; the request may have used a name.
    mutating func isAbout(job number: Int) { facts["job"] = "\(number)" }

    /// Logs that the change is about to be made.
    func begins(_ logger: Logger) { logger.notice("\(words)", metadata: facts) }

    /// Logs a refusal, as long as the user's lines of this minute last (``Refusals``).
    func wasRefused(_ error: any Error, _ logger: Logger, _ refusals: Refusals) {
        guard refusals.isLogged(caller.uid) else { return }
        var facts = facts
        facts["error"] = "\((error as? ErrorReport)?.error.code ?? (error as? Failure)?.code ?? "\(error)")"
        logger.notice("refused: \(words)", metadata: facts)
    }
}
