import Failures
import Foundation
import Jobs

extension Daemon {
    /// Seconds between two looks at a job that the environment parked.
    var patience: Double { min(30, configuration.rescan) }

    /// When waiting jobs are looked at next.
    var waitingLooks: [Date] {
        let parked = (try? ledger.jobs(in: .waiting, limit: 1000)) ?? []
        return incomplete.values.map(\.nextLook)
            + parked.filter { $0.reason != JobReason.incomplete }.compactMap(\.nextLook)
    }

    func lookAtWaiting(_ now: Date) {
        attempt("waiting jobs") {
            for job in try ledger.jobs(in: .waiting, limit: Int.max)
            where running[job.number] == nil && ends[job.number] == nil {
                // One of them that cannot be looked at must not keep the others waiting.
                attempt("job \(job.number)") { try look(at: job, now) }
            }
        }
        touchedClaims = []
    }

    private func look(at job: JobRecord, _ now: Date) throws {
        if job.reason != JobReason.incomplete {
            if job.nextLook.map({ $0 <= now }) ?? true { try lookAtParked(job, now) }
        } else if touchedClaims.contains(job.number) || incomplete[job.number].map({ $0.nextLook <= now }) ?? true {
            try lookAtIncomplete(job, now)
        }
    }

    /// Back in line; a full disk must have some room first.
    private func lookAtParked(_ job: JobRecord, _ now: Date) throws {
        if job.reason == JobReason.disk, let shortage = try shortage(forParked: job) {
            _ = try life.park(job, shortage, nextLook: now + patience)
            return
        }
        _ = try life.move(job, to: job.inspection == nil ? .inspecting : .queued, message: "tried again")
    }

    private func lookAtIncomplete(_ job: JobRecord, _ now: Date) throws {
        let claim = job.path(.claimed)
        guard try life.disk.status(claim) != nil else {
            incomplete[job.number] = nil
            _ = try life.lost(job)
            return
        }
        try life.takeInLateFiles(job)
        var wait = incomplete[job.number] ?? incompleteWait(job, baseline: nil)
        let verdict = wait.look(try TreeSignature([claim], disk: life.disk), at: now)
        incomplete[job.number] = verdict == .wait ? wait : nil
        switch verdict {
        case .wait: break
        case .lookAgain:
            var job = job
            // Something has come: the time begins anew. After a restart it is not known whether anything has.
            if wait.knowsBaseline { job.waitingSince = nil }
            _ = try life.move(job, to: .inspecting, message: "its files have changed and are quiet: looked at again")
        case .giveUp: try giveUp(job)
        }
    }

    func incompleteWait(_ job: JobRecord, baseline: TreeSignature?) -> IncompleteWait {
        IncompleteWait(
            baseline: baseline, since: job.waitingSince ?? .now, settle: configuration.settle,
            timeout: configuration.incompleteTimeout, rescan: configuration.rescan)
    }

    private func giveUp(_ job: JobRecord) throws {
        var failure =
            job.failure ?? Failure(.incomplete, code: "incomplete", "the bundle is incomplete", hint: "drop it again")
        failure.cause = "nothing came for \(Int(configuration.incompleteTimeout)) s (incomplete_timeout)"
        _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
    }
}
