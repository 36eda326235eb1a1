// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// The view on a terminal: events scroll up above a block with a progress bar for every running job.
final class TerminalView: WatchView {
    private static let barWidth = 24
    private var block: [String] = []

    func event(_ event: EventReport, lines: [String]) { lines.forEach(line) }

    func line(_ text: String) { draw(above: text + "\n", block) }

    func progress(_ jobs: [JobReport]) { draw(above: "", Self.bars(jobs, columns: Console.columns)) }

    func notice(_ text: String) {
        Console.write(erasure, to: 1)
        Console.note("uaectl: " + text)
        Console.write(Self.text(block), to: 1)
    }

    /// `fashion  ██████████░░░░░░  40%, 400 of 1000 samples, 41.2/s, 15 s left`
    static func bars(_ jobs: [JobReport], columns: Int) -> [String] {
        let shown = jobs.sorted { $0.number < $1.number }
            .map { ($0, Table.fitted(Escaping.line($0.name), width: 24)) }
        let width = shown.map { Table.width($0.1) }.max() ?? 0
        return shown.map { job, name in
            let title = name + String(repeating: " ", count: width - Table.width(name))
            return Table.fitted("\(title)  \(bar(job.progress?.share ?? 0))  \(text(job))", width: columns - 1)
        }
    }

    private static func bar(_ share: Double) -> String {
        let filled = Int(share * Double(barWidth))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
    }

    private static func text(_ job: JobReport) -> String {
        job.progress?.text ?? Escaping.line(job.stateWithReason)
    }

    private static func text(_ block: [String]) -> String { block.map { $0 + "\n" }.joined() }

    /// Moves the cursor to the first line of the block, and clears everything below.
    private var erasure: String { block.isEmpty ? "" : "\u{1B}[\(block.count)F\u{1B}[J" }

    private func draw(above text: String, _ next: [String]) {
        if text.isEmpty, next == block { return }
        Console.write(erasure + text + Self.text(next), to: 1)
        block = next
    }
}
