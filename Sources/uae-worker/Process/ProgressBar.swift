// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc
import Jobs
import Synchronization

/// Shows the progress of a run: a bar that is redrawn on a terminal, elsewhere a line for each chunk.
final class ProgressBar: Sendable {
    private struct State {
        var total = 0
        /// Samples that are done now, and that were done when this run began.
        var samples = 0.0
        var before = 0.0
        var start = ContinuousClock.now
        var drawn: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let isTerminal = isatty(2) == 1

    func report(_ event: WorkerEvent) {
        state.withLock { state in
            switch event {
            case .started(let chunks, let finished, let samples):
                state = State(total: samples)
                state.before = Double(samples) * Double(finished) / Double(max(chunks, 1))
                state.samples = state.before
                if finished > 0 { Log.note("going on: \(finished) of \(chunks) chunks are there already") }
            case .chunk(_, let samples):
                state.samples = max(state.samples, Double(samples))
                isTerminal ? draw(&state) : Log.note(line(state))
            case .progress(let samples):
                state.samples = max(state.samples, samples)
                if isTerminal { draw(&state) }
            case .warning(let text): Log.note((isTerminal ? "\r\u{1B}[K" : "") + "warning: \(text)")
            case .ready: if isTerminal { Log.raw("\r\u{1B}[K") }
            default: break
            }
        }
    }

    private func draw(_ state: inout State) {
        let now = ContinuousClock.now
        if let drawn = state.drawn, now - drawn < .milliseconds(100), state.samples < Double(state.total) { return }
        state.drawn = now
        let width = 30
        let filled = Int(share(state) * Double(width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        Log.raw("\r\u{1B}[K\(bar) \(line(state))")
    }

    private func share(_ state: State) -> Double {
        state.total == 0 ? 0 : min(1, state.samples / Double(state.total))
    }

    /// `192 of 1000 samples, 41.2/s, 20 s left`
    private func line(_ state: State) -> String {
        let seconds = (ContinuousClock.now - state.start) / .seconds(1)
        let rate = seconds > 0 ? (state.samples - state.before) / seconds : 0
        let left = rate > 0 ? Self.duration((Double(state.total) - state.samples) / rate) + " left" : "-"
        return "\(Int(state.samples)) of \(state.total) samples, \(PrintedNumber.fixed(rate, 1))/s, \(left)"
    }

    /// `45 s`, `3 min`, `2 h 05 min`
    static func duration(_ seconds: Double) -> String {
        let seconds = max(0, seconds)
        if seconds < 99.5 { return "\(Int(seconds.rounded())) s" }
        let minutes = Int((seconds / 60).rounded())
        return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(PrintedNumber.padded(minutes % 60, 2)) min"
    }
}
