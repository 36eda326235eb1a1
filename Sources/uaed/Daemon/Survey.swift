import Durability
import Foundation
import Jobs
import Logging

/// One look at an inbox, beside the daemon's turns: old inputs, claims that no job knows, new bundles.
///
/// Surveys follow one another on one lane, so nothing else claims meanwhile.
struct Survey: Sendable {
    var intake: Intake
    let root: InboxRoot
    /// The whole inbox is read, not only what is due.
    let isRescan: Bool
    let life: JobLife
    /// Seconds that finished inputs are kept; nil: for ever.
    let keepInputs: Double?
    let logger: Logger
    let isStopping: @Sendable () -> Bool
    /// Called after each claim.
    let claimed: @Sendable () -> Void
    /// What was tried, with the error where it failed.
    private(set) var outcomes: [(subject: String, error: (any Error)?)] = []

    init(
        of intake: Intake, at root: InboxRoot, isRescan: Bool, life: JobLife, keepInputs: Double?, logger: Logger,
        isStopping: @escaping @Sendable () -> Bool, claimed: @escaping @Sendable () -> Void
    ) {
        self.intake = intake
        self.root = root
        self.isRescan = isRescan
        self.life = life
        self.keepInputs = keepInputs
        self.logger = logger
        self.isStopping = isStopping
        self.claimed = claimed
    }

    func done(_ now: Date) -> Survey {
        var survey = self
        let inbox = intake.inbox
        if let absence = root.absence(disk: life.disk) {
            survey.outcomes.append(("inbox \(inbox.name)", absence))
            return survey
        }
        if isRescan {
            survey.attempt("claims of inbox \(inbox.name)") { _ in
                for note in try life.recoverClaims(inbox) { logger.notice("\(note)") }
            }
            survey.removeOldInputs(now)
        }
        survey.attempt("inbox \(inbox.name)") { survey in
            try survey.intake.scan(at: now, while: { !isStopping() }) { job in
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

    /// `keep_inputs`: what is over and older goes. What may not be deleted is told in `status`.
    private mutating func removeOldInputs(_ now: Date) {
        guard let keepInputs else { return }
        let inbox = intake.inbox.path
        for claim in ((try? life.disk.names(in: inbox)) ?? []).compactMap(ClaimName.init)
        where claim.suffix != .claimed && claim.suffix != .reason {
            attempt("keep_inputs \(inbox)/\(claim.name)") { try $0.remove(claim, inbox, olderThan: now - keepInputs) }
        }
    }

    private func remove(_ claim: ClaimName, _ inbox: String, olderThan limit: Date) throws {
        guard let job = try life.store.job(claim.job), job.name == claim.bundle, job.state.isFinal,
            let finished = job.finished, finished < limit
        else { return }
        try life.disk.removeTree("\(inbox)/\(claim.name)")
        if job.state == .failed { try life.disk.removeTree(job.reasonFile) }
        try life.store.append(JobEvent("removed", of: job, message: "its input was older than keep_inputs"))
        logger.info("input removed", metadata: ["job": "\(job.number)"])
    }
}
