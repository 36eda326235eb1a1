// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The similarity ablations of the paper's Table 13: −D of the K rows of x and of z replaces I, without training.
protocol RowDistance: Critic {
    var pair: RowPair<Scalar> { get set }

    init(pair: RowPair<Scalar>)

    /// D; unless `gradient` is nil, it receives ∂D/∂(rows of z), K·d' values.
    func distance(gradient: inout [Scalar]?) -> Scalar
}

/// The K rows of x and of z, K·d' values each.
struct RowPair<Scalar: CriticScalar>: Sendable {
    let shape: CriticShape
    let source: [Scalar]
    var rows: [Scalar]
}

extension RowDistance {
    init(
        _: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape, optimiser _: Optimiser<Scalar>
    ) {
        let own = Array(source[offset..<offset + shape.rows * shape.rowLength])
        self.init(pair: RowPair(shape: shape, source: own, rows: own))
    }

    var shape: CriticShape { pair.shape }
    var source: [Scalar] { pair.source }
    var rows: [Scalar] { pair.rows }

    mutating func observe(_ new: [Scalar], offset: Int) {
        for index in pair.rows.indices { pair.rows[index] = new[offset + index] }
    }

    mutating func ascend(permutation: [Int32]?) -> Scalar { estimate(permutation: permutation) }

    mutating func estimate(permutation _: [Int32]?) -> Scalar {
        var nothing: [Scalar]?
        return -distance(gradient: &nothing)
    }

    mutating func differentiate(permutation _: [Int32]?, into cotangents: inout [Scalar], offset: Int) -> Scalar {
        var gradient: [Scalar]? = Array(repeating: 0, count: rows.count)
        let value = distance(gradient: &gradient)
        for (index, slope) in (gradient ?? []).enumerated() { cotangents[offset + index] = -slope }
        return -value
    }

    mutating func remember() {}
    mutating func putBack() {}
}

/// D = ‖X − Y‖²
struct SquaredDistance<Scalar: CriticScalar>: RowDistance {
    var pair: RowPair<Scalar>

    func distance(gradient: inout [Scalar]?) -> Scalar {
        var sum: Scalar = 0
        for index in rows.indices {
            let difference = rows[index] - source[index]
            sum += difference * difference
            gradient?[index] = 2 * difference
        }
        return sum
    }
}

/// D = 1 − cos(X, Y) of the stacked rows.
struct CosineDistance<Scalar: CriticScalar>: RowDistance {
    var pair: RowPair<Scalar>

    func distance(gradient: inout [Scalar]?) -> Scalar {
        let cosine = Cosine(source[...], rows[...])
        if gradient != nil { cosine.add(-1, source[...], rows[...], to: &gradient!, from: 0) }
        return 1 - cosine.value
    }
}

/// cos(a, b) = aᵀb / (‖a‖‖b‖), 0 if a norm is at most 10⁻¹², and ∂cos/∂b = (a/‖a‖ − cos·b/‖b‖) / ‖b‖.
struct Cosine<Scalar: Real> {
    let value: Scalar
    private let left: Scalar
    private let right: Scalar

    init(_ a: ArraySlice<Scalar>, _ b: ArraySlice<Scalar>) {
        var (dot, left, right): (Scalar, Scalar, Scalar) = (0, 0, 0)
        for (x, y) in zip(a, b) {
            dot += x * y
            left += x * x
            right += y * y
        }
        self.left = left.squareRoot()
        self.right = right.squareRoot()
        let isDefined = self.left > Scalar(1e-12) && self.right > Scalar(1e-12)
        value = isDefined ? dot / (self.left * self.right) : 0
    }

    /// Adds weight·∂cos/∂b to `gradient` from `offset` on.
    func add(
        _ weight: Scalar, _ a: ArraySlice<Scalar>, _ b: ArraySlice<Scalar>, to gradient: inout [Scalar],
        from offset: Int
    ) {
        guard left > Scalar(1e-12), right > Scalar(1e-12) else { return }
        let (first, second) = (weight / (left * right), weight * value / (right * right))
        for (index, (x, y)) in zip(a, b).enumerated() { gradient[offset + index] += first * x - second * y }
    }
}
