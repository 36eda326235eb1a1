// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Makes the daemon's turns. An event, a timer or a client requests one; the turn has each part do what is due, and sets the
/// timer for the next thing that will be.
@DaemonActor final class Dispatcher {
    /// The time that workers have for an orderly end when the daemon stops.
    private static let grace = Duration.milliseconds(3000)

    private let context: DaemonContext
    private let parts: [any TurnPart]
    private let jobs: JobsAtWork
    private let service: ServiceReporter
    /// Makes the next turn if nothing else does.
    private var timer: Task<Void, Never>?

    /// - Parameter parts: in the order of a turn.
    init(_ context: DaemonContext, _ parts: [any TurnPart], _ jobs: JobsAtWork, _ service: ServiceReporter) {
        (self.context, self.parts, self.jobs, self.service) = (context, parts, jobs, service)
        context.turns.serve { [weak self] in await self?.turn() }
    }

    func turn() {
        guard !context.isStopping else { return }
        let now = Moment(steady: context.clock.now, wall: .now)
        for part in parts { part.tick(now) }
        context.announce()
        setTimer(now)
        service.turned()
    }

    private func setTimer(_ now: Moment) {
        timer?.cancel()
        // What fails is due again at once, but is not tried that often.
        let shortest = jobs.ends.isEmpty && context.troubles.isEmpty ? 0.02 : 1
        // If the wall clock is set, nothing waits longer than a rescan.
        let longest = max(context.configuration.rescan, shortest)
        let delay = parts.compactMap { $0.delay(after: now) }.min() ?? longest
        let wait = min(max(delay, shortest), longest)
        timer = Task { [weak self] in
            guard (try? await Task.sleep(for: .seconds(wait))) != nil else { return }
            self?.turn()
        }
    }

    /// Has each part take over settings that `change` puts into force, then makes a turn.
    func reload(_ change: () -> Void) {
        service.manager.reloading()
        change()
        for part in parts { part.reload() }
        service.manager.ready()
        turn()
    }

    /// Ends every worker and everything else that runs. Nothing durable is lost.
    func stop() async {
        context.stopFlag.set()
        service.manager.stopping()
        for part in parts { part.stop() }
        context.announce()
        let deadline = ContinuousClock.now + Self.grace
        while parts.contains(where: \.isBusy), ContinuousClock.now < deadline {
            await context.changes.next(within: deadline - .now)
        }
        for part in parts { part.kill() }
    }
}
