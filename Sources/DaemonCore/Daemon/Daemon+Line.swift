// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords
import Jobs

/// Places are shared out among people: ``Jobs/FairShare`` says whose turn it is.
extension Daemon {
    /// Who had how much computing time, what runs at this moment included.
    var share: FairShare {
        var used = (try? ledger.used(by: .now)) ?? [:]
        for run in running.values { used[run.owner, default: 0] += run.uncharged }
        return FairShare(used: used)
    }

    /// Jobs of a state that get the next places, in their order.
    func nextJobs(_ task: RunningJob.Task, from state: JobState, places: Int) throws -> [JobRecord] {
        var share = share
        if task == .inspecting {
            // Bundles of one person that take long must not keep everybody's waiting.
            share.mostEach = max(1, Configuration.inspections - 1)
            for run in running.values where run.task == task { hold(run.owner, &share) }
            for number in starting.filter({ $0.value == task }).keys {
                if let job = try ledger.job(number) { hold(job.ownerUid, &share) }
            }
        }
        let busy = Set(running.keys).union(starting.keys).union(ends.keys).union(publishing).union(renewed)
        return try ledger.firstJobs(in: state, limit: places, by: share, besides: busy)
    }

    private func hold(_ owner: UInt32, _ share: inout FairShare) {
        share.held[owner, default: 0] += 1
    }

    /// Writes down what running workers have used so far: a restart goes by it.
    func chargeRunning() {
        attempt("computing times") {
            var seconds: [UInt32: Double] = [:]
            for run in running.values { seconds[run.owner, default: 0] += run.uncharged }
            try ledger.charge(seconds, at: .now)
            for number in running.keys { running[number]?.charged = .now }
        }
    }

    /// The same for one that has ended.
    func charge(_ run: RunningJob) {
        attempt("computing times") { try ledger.charge([run.owner: run.uncharged], at: .now) }
    }
}

extension RunningJob {
    /// Seconds at work that stand in no ledger yet.
    var uncharged: Double { (SuspendingClock.now - charged) / .seconds(1) }
}
