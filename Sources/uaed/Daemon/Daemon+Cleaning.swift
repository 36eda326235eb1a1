import Foundation
import Jobs

extension Daemon {
    /// `keep_inputs`: what is over and older goes. What may not be deleted is told in `status`.
    func removeOldInputs(_ now: Date) {
        guard let keep = configuration.keepInputs else { return }
        for intake in intakes {
            let inbox = intake.inbox.path
            for claim in ((try? life.disk.names(in: inbox)) ?? []).compactMap(ClaimName.init)
            where claim.suffix != .claimed && claim.suffix != .reason {
                attempt("keep_inputs \(inbox)/\(claim.name)") { try remove(claim, inbox, olderThan: now - keep) }
            }
        }
    }

    private func remove(_ claim: ClaimName, _ inbox: String, olderThan limit: Date) throws {
        guard let job = try ledger.job(claim.job), job.name == claim.bundle, job.state.isFinal,
            let finished = job.finished, finished < limit
        else { return }
        try life.disk.removeTree("\(inbox)/\(claim.name)")
        if job.state == .failed { try life.disk.removeTree(job.reasonFile) }
        try ledger.append(JobEvent("removed", of: job, message: "its input was older than keep_inputs"))
        logger.info("input removed", metadata: ["job": "\(job.number)"])
    }
}
