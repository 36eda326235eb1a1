// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// Where `uaectl watch` shows what happens.
protocol WatchView {
    /// Something happened; `lines` say it for people.
    func event(_ event: EventReport, lines: [String])
    /// How a job stands, where no event told it.
    func line(_ text: String)
    /// The running jobs, now.
    func progress(_ jobs: [JobReport])
    /// Something about the watching itself, on standard error.
    func notice(_ text: String)
}

/// For a file or a pipe: a line an event, and one each time a job is 5% further.
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

/// For programs: the events as the daemon tells them, one JSON object a line.
final class JSONView: WatchView {
    func event(_ event: EventReport, lines: [String]) { Console.json(event, pretty: false) }

    func line(_ text: String) {}

    func progress(_ jobs: [JobReport]) {}

    func notice(_ text: String) { Console.note("uaectl: " + text) }
}
