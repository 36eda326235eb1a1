// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The samples of one step and their targets, gathered from the data.
struct TrainingBatch<Scalar: Real>: Sendable {
    var x: [Scalar]
    var targets: LossTargets<Scalar>
    private var rows: [Int]
    private let elements: Int
    private let outputs: Int

    init(rows: Int, elements: Int, outputs: Int, readsLabels: Bool) {
        self.rows = Array(repeating: 0, count: rows)
        self.elements = elements
        self.outputs = outputs
        x = Array(repeating: 0, count: rows * elements)
        targets = LossTargets(
            numbers: readsLabels ? [] : Array(repeating: 0, count: rows * outputs),
            labels: readsLabels ? Array(repeating: 0, count: rows) : [])
    }

    /// Gathers what a draw says; of pairs of views both.
    mutating func gather(_ draw: BatchDraw, step: Int, from data: TrainingData<Scalar>) {
        draw.rows(step: step, into: &rows)
        if draw.batch < rows.count {
            for pair in stride(from: draw.batch - 1, through: 0, by: -1) {
                (rows[2 * pair], rows[2 * pair + 1]) = (2 * rows[pair], 2 * rows[pair] + 1)
            }
        }
        gather(from: data)
    }

    /// Gathers rows `first` and following; beyond the last one, that again.
    mutating func gather(first: Int, from data: TrainingData<Scalar>) {
        for index in rows.indices { rows[index] = min(first + index, data.count - 1) }
        gather(from: data)
    }

    @specialized(where Scalar == Float)
    private mutating func gather(from data: TrainingData<Scalar>) {
        for (row, sample) in rows.enumerated() {
            for element in 0..<elements {
                x[row * elements + element] = data.samples[sample * elements + element]
            }
            if !targets.labels.isEmpty { targets.labels[row] = data.targets.labels[sample] }
            guard !targets.numbers.isEmpty, !data.targets.numbers.isEmpty else { continue }
            for element in 0..<outputs {
                targets.numbers[row * outputs + element] = data.targets.numbers[sample * outputs + element]
            }
        }
    }
}
