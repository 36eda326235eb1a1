// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Jobs
import Logging

/// An inbox as the last survey left it.
struct MonitoredInbox: Sendable {
    var intake: Intake
    /// What its surveys have logged.
    var notices: Notices
}

/// One survey of an inbox, on another thread than the daemon's turns: it finds claims that no job knows, and new bundles.
/// Surveys run one after the other on one queue, so that nothing else claims meanwhile.
struct Survey: Sendable {
    private(set) var inbox: MonitoredInbox
    /// What was tried, with the error if it failed.
    private(set) var outcomes: [(subject: String, error: (any Error)?)] = []
    /// True if the whole inbox is read, not only what is due.
    private let isRescan: Bool
    private let roots: Roots
    private let life: JobLife
    private let clock: SteadyClock
    private let stopFlag: StopFlag
    private let logger: Logger
    private let claimed: @Sendable () -> Void

    /// - Parameter claimed: called after each claim.
    @DaemonActor init(
        of inbox: MonitoredInbox, isRescan: Bool, _ context: DaemonContext, claimed: @escaping @Sendable () -> Void
    ) {
        (self.inbox, self.isRescan, self.claimed) = (inbox, isRescan, claimed)
        (roots, life, clock) = (context.roots, context.life, context.clock)
        (stopFlag, logger) = (context.stopFlag, context.logger)
    }

    func done() -> Survey {
        var survey = self
        let place = inbox.intake.inbox
        if let absence = roots.absence(ofInbox: place.path) {
            survey.outcomes.append(("inbox \(place.name)", absence))
            return survey
        }
        if isRescan {
            survey.attempt("claims of inbox \(place.name)") { survey in
                for note in survey.inbox.notices.news(try life.recoverClaims(place)) { logger.notice("\(note)") }
            }
        }
        survey.attempt("inbox \(place.name)") { survey in
            try survey.inbox.intake.scan(at: clock.now, while: { !stopFlag.isSet }) { job in
                logger.info("claimed", metadata: ["job": "\(job.number)", "name": "\(job.name)"])
                claimed()
            }
        }
        return survey
    }

    private mutating func attempt(_ subject: String, _ body: (inout Survey) throws -> Void) {
        do {
            try body(&self)
            outcomes.append((subject, nil))
        } catch {
            outcomes.append((subject, error))
        }
    }
}
