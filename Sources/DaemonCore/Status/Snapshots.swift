// SPDX-License-Identifier: Apache-2.0
import Jobs
import Ledger

/// Makes snapshots of what the daemon knows of its jobs.
@DaemonActor struct Snapshots {
    let context: DaemonContext
    let workers: WorkerParts
    let pause: PauseSwitch

    var current: JobSnapshot {
        JobSnapshot(
            ledger: context.ledger, diskBudget: context.diskBudget, clock: context.clock,
            maxRunningJobs: context.configuration.maxRunningJobs, pause: pause.pause, share: workers.shares.share,
            running: workers.jobs.running.mapValues(\.progress),
            nextLooks: workers.parked.incomplete.mapValues(\.nextLook))
    }
}
