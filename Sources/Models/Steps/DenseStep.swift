// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y[t] = W·x[t] + bias at one or several positions t.
struct DenseStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let positions: Int
    let rows: Int
    let columns: Int
    /// [rows, columns]
    let weights: [Scalar]
    let bias: [Scalar]
    /// Of weights and bias that are learned.
    var sources: LaneSources?

    var results: [Graph.ValueID] { [y] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        let weight = { (row: Int, column: Int) in weights[row * columns + column] }
        if positions == 1 {
            emitter.program.appendDense(
                rows: rows, columns: columns, bias: bias, x: from, y: to, sources: sources, weight: weight)
        } else {
            emitter.program.appendPositions(
                positions, rows: rows, columns: columns, bias: bias, x: from, y: to, sources: sources, weight: weight)
        }
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        if let sources {
            let samples = positions == 1 ? emitter.buffer(columns) : given
            emitter.program.appendDenseWeights(
                positions, rows: rows, columns: columns, x: emitter.at(x), samples: samples, dy: given,
                sources: sources)
        }
        guard emitter.isWanted(x) else { return }
        let (target, adds) = emitter.receive(x)
        let transposed = sources.map { sources in
            LaneSources(
                weights: (0..<columns).flatMap { column in (0..<rows).map { sources.weights[$0 * columns + column] } })
        }
        let nothing = [Scalar](repeating: 0, count: columns)
        let weight = { (row: Int, column: Int) in weights[column * columns + row] }
        if positions == 1 {
            emitter.program.appendDense(
                rows: columns, columns: rows, bias: nothing, adds: adds, x: given, y: target, sources: transposed,
                weight: weight)
        } else {
            emitter.program.appendPositions(
                positions, rows: columns, columns: rows, bias: nothing, x: given, addend: adds ? target : nil,
                y: target, sources: transposed, weight: weight)
        }
    }
}
