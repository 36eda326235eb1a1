// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import Jobs
import Logging

/// One look at an inbox, beside the daemon's turns: claims that no job knows, new bundles.
///
/// Surveys follow one another on one queue, so nothing else claims meanwhile.
struct Survey: Sendable {
    var intake: Intake
    /// What its looks have told.
    var notices: Notices
    let root: PlaceRoot
    /// The whole inbox is read, not only what is due.
    let isRescan: Bool
    let life: JobLife
    let logger: Logger
    let isStopping: @Sendable () -> Bool
    /// Called after each claim.
    let claimed: @Sendable () -> Void
    /// What was tried, with the error where it failed.
    private(set) var outcomes: [(subject: String, error: (any Error)?)] = []

    init(
        of intake: Intake, notices: Notices, at root: PlaceRoot, isRescan: Bool, life: JobLife, logger: Logger,
        isStopping: @escaping @Sendable () -> Bool, claimed: @escaping @Sendable () -> Void
    ) {
        self.intake = intake
        self.notices = notices
        self.root = root
        self.isRescan = isRescan
        self.life = life
        self.logger = logger
        self.isStopping = isStopping
        self.claimed = claimed
    }

    func done(_ clock: SteadyClock) -> Survey {
        var survey = self
        let inbox = intake.inbox
        if let absence = root.absence(disk: life.disk) {
            survey.outcomes.append(("inbox \(inbox.name)", absence))
            return survey
        }
        if isRescan {
            survey.attempt("claims of inbox \(inbox.name)") { survey in
                for note in survey.notices.news(try life.recoverClaims(inbox)) { logger.notice("\(note)") }
            }
        }
        survey.attempt("inbox \(inbox.name)") { survey in
            try survey.intake.scan(at: clock.now, while: { !isStopping() }) { job in
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
