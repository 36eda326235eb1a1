// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// The output of `uaectl watch`.
protocol WatchView {
    /// Shows an event; `lines` are its form for people.
    func event(_ event: EventReport, lines: [String])
    /// Shows a job's state that no event has reported.
    func line(_ text: String)
    /// Shows the running jobs as they are now.
    func progress(_ jobs: [JobReport])
    /// Shows a message about the session itself on standard error.
    func notice(_ text: String)
}

/// The view for a file or a pipe: a line for each event, and one for each further 5% of a job.
final class LineView: WatchView {
    static let step = 5
    private var steps: [Int: Int] = [:]

    func event(_ event: EventReport, lines: [String]) { lines.forEach(Console.line) }

    func line(_ text: String) { Console.line(text) }

    func progress(_ jobs: [JobReport]) {
        for job in jobs {
            guard let progress = job.progress else { continue }
            let step = Int(progress.share * 100) / Self.step
            guard step > steps[job.number, default: 0] else { continue }
            steps[job.number] = step
            Console.line(WatchText.line(job))
        }
    }

    func notice(_ text: String) { Console.note("uaectl: " + text) }
}

/// The view for programs: the daemon's events as they are, one JSON object on each line.
final class JSONView: WatchView {
    func event(_ event: EventReport, lines: [String]) { Console.json(event, pretty: false) }

    func line(_ text: String) {}

    func progress(_ jobs: [JobReport]) {}

    func notice(_ text: String) { Console.note("uaectl: " + text) }
}
