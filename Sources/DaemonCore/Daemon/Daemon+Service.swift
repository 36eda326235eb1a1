// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Jobs

extension Daemon {
    /// After a turn: the service manager hears that it was made, that the ledger answers, and how things stand.
    func reportTurn() {
        pulse.turned(.scan)
        // An error is an answer too: a full disk is no reason to be started again.
        let counts = (try? ledger.counts()) ?? [:]
        pulse.turned(.database)
        manager.say(statusLine(counts))
    }

    /// `computing mice (job 3, 45 %); 2 in line, 1 waiting; look at: uaectl status`
    func statusLine(_ counts: [JobState: Int]) -> String {
        let atWork = running.sorted { $0.key < $1.key }.map { number, run in
            let name = (try? ledger.job(number))?.name ?? "?"
            return switch run.task {
            case .inspecting: "inspecting \(name) (job \(number))"
            case .generating: "computing \(name) (job \(number), \(percent(run)) %)"
            }
        }
        let counted = [(JobState.queued, "in line"), (.waiting, "waiting")].compactMap { state, words in
            counts[state].flatMap { $0 > 0 ? "\($0) \(words)" : nil }
        }
        let places = intakes.count == 1 ? "1 inbox" : "\(intakes.count) inboxes"
        let parts = [
            atWork.isEmpty ? "watching \(places), nothing to compute" : atWork.joined(separator: ", "),
            counted.joined(separator: ", "), pause == nil ? "" : "paused: uaectl resume",
            complaints.isEmpty ? "" : "something is wrong: uaectl status",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private func percent(_ run: RunningJob) -> Int {
        guard let report = run.progress?.report(), report.total > 0 else { return 0 }
        return Int(100 * report.done / Double(report.total))
    }
}
