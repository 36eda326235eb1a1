// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The critic with explicit A and B, for any optimiser, K and d'.
struct PlainCritic<Scalar: CriticScalar>: Critic {
    let shape: CriticShape
    private(set) var weights: CriticWeights<Scalar>
    private let optimiser: Optimiser<Scalar>
    private var clock = Optimiser<Scalar>.Clock()
    private var moments: (left: Moments<Scalar>, right: Moments<Scalar>, bias: Moments<Scalar>, output: Moments<Scalar>)
    private var remembered: CriticWeights<Scalar>
    private var source: PaddedRows<Scalar>
    private var rows: PaddedRows<Scalar>
    private var u: [Scalar]
    private var v: [Scalar]
    private var pairs: PairGradients<Scalar>
    private var matrixGradient: [Scalar]

    init(
        _ start: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape,
        optimiser: Optimiser<Scalar>
    ) {
        self.shape = shape
        self.optimiser = optimiser
        weights = start
        remembered = start
        func moments(_ count: Int, isMatrix: Bool = false) -> Moments<Scalar> {
            Moments(count: count, isMatrix: isMatrix, rule: optimiser.rule)
        }
        self.moments = (
            moments(shape.matrixCount, isMatrix: true), moments(shape.matrixCount, isMatrix: true),
            moments(shape.hidden), moments(shape.hidden)
        )
        rows = PaddedRows(shape)
        self.source = rows
        self.source.replace(with: source, offset: offset)
        u = Array(repeating: 0, count: shape.projectionCount)
        v = u
        pairs = PairGradients(shape)
        matrixGradient = Array(repeating: 0, count: shape.matrixCount)
    }

    mutating func observe(_ rows: [Scalar], offset: Int) {
        self.rows.replace(with: rows, offset: offset)
    }

    mutating func ascend(permutation: [Int32]?) -> Scalar {
        let before = estimate(permutation: permutation)
        let rate = clock.advance(optimiser)
        pull(pairs.left, through: source)
        moments.left.ascend(&weights.left, along: matrixGradient, optimiser, rate: rate)
        pull(pairs.right, through: rows)
        moments.right.ascend(&weights.right, along: matrixGradient, optimiser, rate: rate)
        moments.bias.ascend(&weights.bias, along: pairs.bias, optimiser, rate: rate)
        moments.output.ascend(&weights.output, along: pairs.output, optimiser, rate: rate)
        return before
    }

    /// matrixGradient ← dᵀ·rows
    private mutating func pull(_ d: [Scalar], through rows: PaddedRows<Scalar>) {
        Matrix.multiply(
            d, rows.elements, into: &matrixGradient, m: shape.hidden, n: shape.rowLength, k: shape.stride)
    }

    mutating func estimate(permutation: [Int32]?) -> Scalar {
        Matrix.multiply(
            weights.left, source.elements, transposeB: true, into: &u, m: shape.hidden, n: shape.stride,
            k: shape.rowLength)
        Matrix.multiply(
            weights.right, rows.elements, transposeB: true, into: &v, m: shape.hidden, n: shape.stride,
            k: shape.rowLength)
        return Scalar.estimate(
            shape, u: u, v: v, b: weights.bias, w: weights.output, permutation: permutation, into: &pairs)
    }

    mutating func differentiate(permutation: [Int32]?, into gradient: inout [Scalar], offset: Int) -> Scalar {
        let value = estimate(permutation: permutation)
        shape.pullBack(pairs.right, through: weights.right, into: &gradient, offset: offset)
        return value
    }

    mutating func remember() {
        remembered = weights
    }

    mutating func putBack() {
        weights = remembered
        clock = Optimiser.Clock()
        moments.left.reset()
        moments.right.reset()
        moments.bias.reset()
        moments.output.reset()
    }
}

extension CriticShape {
    /// ∂I/∂Y = (∂I/∂v)·B, K×d', written to `gradient` from `offset` on.
    func pullBack<Scalar: Real>(
        _ d: [Scalar], through matrix: [Scalar], into gradient: inout [Scalar], offset: Int
    ) {
        Matrix.multiply(
            d, aStride: stride, transposeA: true, matrix, into: &gradient, cOffset: offset, m: rows, n: rowLength,
            k: hidden)
    }
}
