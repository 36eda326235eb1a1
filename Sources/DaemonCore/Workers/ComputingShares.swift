// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Jobs
import Ledger

/// Shares the workers' places among users; ``Jobs/FairShare`` says whose turn it is.
@DaemonActor final class ComputingShares {
    private let context: DaemonContext
    private let jobs: JobsAtWork

    init(_ context: DaemonContext, _ jobs: JobsAtWork) { (self.context, self.jobs) = (context, jobs) }

    /// The computing time of each user, including the workers that run now.
    var share: FairShare {
        var used = (try? context.ledger.used(by: .now)) ?? [:]
        for run in jobs.running.values { used[run.owner, default: 0] += run.uncharged }
        return FairShare(used: used)
    }

    /// Returns the jobs of a state that get the next places, in their order.
    func nextJobs(_ task: RunningJob.Task, from state: JobState, places: Int) throws -> [JobRecord] {
        var share = share
        if task == .inspecting {
            // One user's slow inspections must not keep everybody else waiting.
            share.mostEach = max(1, Configuration.inspections - 1)
            for run in jobs.running.values where run.task == task { share.held[run.owner, default: 0] += 1 }
            for number in jobs.starting.filter({ $0.value == task }).keys {
                if let job = try context.ledger.job(number) { share.held[job.ownerUid, default: 0] += 1 }
            }
        }
        return try context.ledger.firstJobs(in: state, limit: places, by: share, besides: jobs.all)
    }

    /// Records what running workers have used so far, for the time after a restart.
    func chargeRunning() {
        context.attempt("computing times") {
            var seconds: [UInt32: Double] = [:]
            for run in jobs.running.values { seconds[run.owner, default: 0] += run.uncharged }
            try context.ledger.charge(seconds, at: .now)
            for number in jobs.running.keys { jobs.running[number]?.charged = .now }
        }
    }

    /// Records what a worker that has ended used.
    func charge(_ run: RunningJob) {
        context.attempt("computing times") { try context.ledger.charge([run.owner: run.uncharged], at: .now) }
    }
}

extension RunningJob {
    /// The seconds of work that are not in the ledger yet.
    var uncharged: Double { (SuspendingClock.now - charged) / .seconds(1) }
}
