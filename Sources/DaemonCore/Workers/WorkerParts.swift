// SPDX-License-Identifier: Apache-2.0

/// The parts that start, follow and end workers, put together.
@DaemonActor struct WorkerParts {
    let jobs = JobsAtWork()
    let parked: ParkedJobs
    let shares: ComputingShares
    let ends: WorkerEnds
    let pool: WorkerPool
    let stalls: StallWatch
    let actions: JobActions

    init(_ context: DaemonContext, _ pause: PauseSwitch, _ launcher: any WorkerLauncher) throws {
        parked = try ParkedJobs(context)
        shares = ComputingShares(context, jobs)
        ends = WorkerEnds(context, jobs, parked, shares, ResultPublisher(context, jobs, parked))
        let events = WorkerEvents(context, jobs, parked, ends)
        let start = WorkerStart(context, jobs, parked, events, launcher)
        pool = WorkerPool(context, jobs, parked, shares, pause, start)
        stalls = StallWatch(context, jobs)
        actions = JobActions(context, jobs, parked)
        ends.placeIsFree = { [weak pool] in pool?.fill() }
    }
}
