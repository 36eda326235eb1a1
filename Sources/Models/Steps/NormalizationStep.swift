// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = (x − mean)/√(variance + ε) over runs of `length` elements.
struct StandardizationStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let length: Int
    let epsilon: Double

    var results: [Graph.ValueID] { [y] }
    var keepsResults: Bool { true }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let runs = emitter.count(y) / length
        let (from, to, inverse) = (emitter.at(x), emitter.at(y), emitter.keep(runs, for: y))
        emitter.program.append(
            .standardize(runs: runs, length: length, epsilon: epsilon, x: from, y: to, inverse: inverse))
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let runs = emitter.count(y) / length
        let (target, adds) = emitter.receive(x)
        emitter.program.append(
            .standardizeAdjoint(
                runs: runs, length: length, adds: adds, y: emitter.at(y), inverse: emitter.keep(runs, for: y),
                dy: given, dx: target))
    }
}

/// Softmax, or its logarithm, along the middle axis of [outer, extent, inner].
struct SoftmaxStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let outer: Int
    let extent: Int
    let inner: Int
    let logarithm: Bool

    var results: [Graph.ValueID] { [y] }
    var keepsResults: Bool { true }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        emitter.program.appendSoftmax(
            outer: outer, extent: extent, inner: inner, logarithm: logarithm, x: emitter.at(x), y: emitter.at(y))
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let (target, adds) = emitter.receive(x)
        emitter.program.appendSoftmax(
            outer: outer, extent: extent, inner: inner, logarithm: logarithm, x: target, y: emitter.at(y), dy: given,
            adds: adds)
    }
}

/// C = A·B for each of `count` pairs of matrices, all row-major; both depend on the model's input.
struct MatrixStep<Scalar: Real>: LaneStep {
    let a: Graph.ValueID
    let b: Graph.ValueID
    let c: Graph.ValueID
    let count: Int
    let rows: Int
    let columns: Int
    let terms: Int

    var results: [Graph.ValueID] { [c] }

    private typealias Steps = LaneMatrixProduct.Steps
    private var left: Steps { Steps(row: terms, column: 1) }
    private var right: Steps { Steps(row: columns, column: 1) }
    private var result: Steps { Steps(row: columns, column: 1) }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (left, right) = (emitter.at(a), emitter.at(b))
        let product = LaneMatrixProduct(
            rows: rows, columns: columns, terms: terms, a: self.left, b: self.right, c: result)
        let steps = LaneRepetition(count: count, a: rows * terms, b: terms * columns, c: rows * columns)
        emitter.program.appendMatrices(product, steps, a: left, b: right, c: emitter.at(c))
    }

    /// Ā = C̄·Bᵀ and B̄ = Aᵀ·C̄.
    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(c) else { return }
        let (first, second) = (emitter.at(a), emitter.at(b))
        let toLeft = emitter.receive(a)
        emitter.program.appendMatrices(
            LaneMatrixProduct(rows: rows, columns: terms, terms: columns, a: result, b: right.transposed, c: left),
            LaneRepetition(count: count, a: rows * columns, b: terms * columns, c: rows * terms), adds: toLeft.adds,
            a: given, b: second, c: toLeft.address)
        let toRight = emitter.receive(b)
        emitter.program.appendMatrices(
            LaneMatrixProduct(rows: terms, columns: columns, terms: rows, a: left.transposed, b: result, c: right),
            LaneRepetition(count: count, a: rows * terms, b: rows * columns, c: terms * columns), adds: toRight.adds,
            a: first, b: given, c: toRight.address)
    }
}
