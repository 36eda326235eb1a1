// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// How far a worker is, and how fast. It is for people to read, and not durable.
struct Progress: Sendable {
    private(set) var total: Int
    private(set) var chunks: Int
    private(set) var chunksDone: Int
    private(set) var done: Double
    /// Where this worker began; the chunks that it found done do not count for its speed.
    private let began: (time: SuspendingClock.Instant, done: Double)

    init(chunks: Int, finished: Int, samples: Int, at time: SuspendingClock.Instant = .now) {
        total = samples
        self.chunks = chunks
        chunksDone = finished
        done = chunks == 0 ? 0 : Double(samples) * Double(finished) / Double(chunks)
        began = (time, done)
    }

    var isComplete: Bool { chunksDone >= chunks }

    mutating func chunkIsDurable(samples: Int) {
        chunksDone = min(chunks, chunksDone + 1)
        done = min(Double(total), max(done, Double(samples)))
    }

    /// - Returns: true if that is more than before.
    mutating func samplesAre(_ samples: Double) -> Bool {
        defer { done = min(Double(total), max(done, samples)) }
        return samples > done
    }

    func report(at time: SuspendingClock.Instant = .now) -> ProgressReport {
        let elapsed = (time - began.time) / .seconds(1)
        let rate = elapsed > 0 && done > began.done ? (done - began.done) / elapsed : nil
        return ProgressReport(
            done: done, total: total, chunksDone: chunksDone, chunks: chunks, rate: rate,
            eta: rate.map { (Double(total) - done) / $0 })
    }
}
