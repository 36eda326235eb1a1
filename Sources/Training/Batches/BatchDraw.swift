// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The samples of each step: drawn uniformly, with repetition, from the seed and the step alone.
struct BatchDraw: Sendable {
    let seed: UInt64
    /// How many samples there are, and how many a step takes.
    let samples: Int
    let batch: Int

    /// The samples of a step into the first `batch` elements of `rows`.
    func rows(step: Int, into rows: inout [Int]) {
        var stream = RandomStream(seed: seed, sample: UInt64(step), purpose: .trainingBatch)
        for index in 0..<batch { rows[index] = Int(stream.integer(below: UInt32(samples))) }
    }
}
