// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Jobs

/// Tells the service manager that turns are made, that the ledger answers, and how the daemon is.
@DaemonActor final class ServiceReporter {
    let manager: ServiceManager
    private let pulse: Pulse
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let pause: PauseSwitch

    init(
        _ manager: ServiceManager, _ pulse: Pulse, _ context: DaemonContext, _ jobs: JobsAtWork, _ pause: PauseSwitch
    ) {
        (self.manager, self.pulse, self.context) = (manager, pulse, context)
        (self.jobs, self.pause) = (jobs, pause)
    }

    /// Called after each turn.
    func turned() {
        pulse.turned(.scan)
        // An error is an answer too: a full disk is no reason to be started again.
        let counts = (try? context.ledger.counts()) ?? [:]
        pulse.turned(.database)
        manager.say(line(counts))
    }

    /// `computing mice (job 3, 45 %); 2 in line, 1 waiting; something is wrong: uaectl status`
    private func line(_ counts: [JobState: Int]) -> String {
        let atWork = jobs.running.sorted { $0.key < $1.key }.map { number, run in
            let name = (try? context.ledger.job(number))?.name ?? "?"
            return switch run.task {
            case .inspecting: "inspecting \(name) (job \(number))"
            case .generating: "computing \(name) (job \(number), \(Self.percent(run)) %)"
            }
        }
        let counted = [(JobState.queued, "in line"), (.waiting, "waiting")].compactMap { state, words in
            counts[state].flatMap { $0 > 0 ? "\($0) \(words)" : nil }
        }
        let places = context.places.count == 1 ? "1 inbox" : "\(context.places.count) inboxes"
        let parts = [
            atWork.isEmpty ? "watching \(places), nothing to compute" : atWork.joined(separator: ", "),
            counted.joined(separator: ", "), pause.pause == nil ? "" : "paused: uaectl resume",
            context.troubles.all.isEmpty ? "" : "something is wrong: uaectl status",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func percent(_ run: RunningJob) -> Int {
        guard let report = run.progress?.report(), report.total > 0 else { return 0 }
        return Int(100 * report.done / Double(report.total))
    }
}
