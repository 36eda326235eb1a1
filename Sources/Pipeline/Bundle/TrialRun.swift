// SPDX-License-Identifier: Apache-2.0
import Attacks
import Models
import Tensors

/// Times the first iterations of the job's own attack on its first samples, to estimate the rest.
struct TrialRun {
    /// Seconds for the whole attack on one block of samples; nil if the attack reported no progress.
    let secondsPerBlock: Double?

    /// A trial ends after this many reports of progress, or after this many seconds.
    private static let (mostMarks, mostSeconds) = (5, 1.0)

    init(_ attack: any AttackMethod<Float>, _ batch: Batch<Float>, _ execution: inout Execution<Float>) {
        let clock = ContinuousClock()
        let begin = clock.now
        var marks: [(share: Double, seconds: Double)] = []
        _ = try? attack.run(batch, model: &execution) { share in
            marks.append((share, begin.duration(to: clock.now) / .seconds(1)))
            return marks.count < Self.mostMarks && marks.last!.seconds < Self.mostSeconds
        }
        guard let first = marks.first, let last = marks.last, last.share > first.share else {
            secondsPerBlock = marks.first.map { $0.seconds / $0.share }
            return
        }
        let slope = (last.seconds - first.seconds) / (last.share - first.share)
        secondsPerBlock = first.seconds + slope * (1 - first.share)
    }
}
