// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Constants of one block-Adam step.
public struct BlockAdamStep<Scalar: Real>: Sendable {
    let firstDecay: Scalar
    let secondDecay: Scalar
    /// 1 − β₁ and 1 − β₂, rounded once.
    let firstGain: Scalar
    let secondGain: Scalar
    let stabiliser: Scalar
    /// rate·√(1 − β₂ⁿ)/(1 − β₁ⁿ)
    let rate: Scalar

    init(_ optimiser: Optimiser<Scalar>, rate: Scalar) {
        firstDecay = Scalar(optimiser.firstDecay)
        secondDecay = Scalar(optimiser.secondDecay)
        firstGain = Scalar(1 - optimiser.firstDecay)
        secondGain = Scalar(1 - optimiser.secondDecay)
        stabiliser = optimiser.stabiliser
        self.rate = rate
    }
}

/// One matrix B (H × d') of the critic in span form: block-Adam steps it through its products with K rows Y.
///
/// B's gradient is dᵀY with d of K×H, and block-Adam is linear in the gradient within a matrix. So with the Gram matrix
/// G = YYᵀ, products of K×K with K×H move the projection v = YBᵀ, and no step touches d'. At any time B = anchor +
/// share·anchorMoment + coefficientsᵀY, exactly. The owner holds the anchors, of size H × d'.
public struct SpanCoefficients<Scalar: Real>: Sendable {
    let shape: CriticShape
    /// G = YYᵀ, K rows of `stride` elements.
    var gram: [Scalar]
    /// v = YBᵀ
    var projection: [Scalar]
    /// Y times the first moment.
    var momentProjection: [Scalar]
    /// The first moment is momentShare·anchorMoment + momentCoefficientsᵀY.
    var momentCoefficients: [Scalar]
    var coefficients: [Scalar]
    /// The single second moment of the matrix.
    var second: Scalar = 0
    private(set) var share: Scalar = 0
    private(set) var momentShare: Scalar = 1

    init(_ shape: CriticShape) {
        self.shape = shape
        gram = Array(repeating: 0, count: shape.stride * shape.stride)
        projection = Array(repeating: 0, count: shape.projectionCount)
        momentProjection = projection
        momentCoefficients = projection
        coefficients = projection
    }

    /// Clears the coefficients, after the owner has added them to its anchors.
    mutating func applyPending() {
        for index in coefficients.indices {
            coefficients[index] = 0
            momentCoefficients[index] = 0
        }
        share = 0
        momentShare = 1
    }

    /// Clears coefficients and moments; the caller recomputes the projections.
    mutating func restart() {
        applyPending()
        second = 0
        for index in momentProjection.indices { momentProjection[index] = 0 }
    }

    /// Takes projection and coefficients from `earlier`, over the same rows; the moments are zero.
    mutating func restore(_ earlier: SpanCoefficients) {
        restart()
        for index in projection.indices {
            projection[index] = earlier.projection[index]
            coefficients[index] = earlier.coefficients[index]
        }
    }

    /// One step by plain loops, against which the kernel is tested.
    mutating func ascend(along d: [Scalar], _ step: BlockAdamStep<Scalar>) {
        var square: Scalar = 0
        for h in 0..<shape.hidden {
            for k in 0..<shape.rows {
                let index = h * shape.stride + k
                var moved: Scalar = 0
                for l in 0..<shape.rows { moved += d[h * shape.stride + l] * gram[l * shape.stride + k] }
                square += moved * d[index]
                momentProjection[index] = step.firstDecay * momentProjection[index] + step.firstGain * moved
                momentCoefficients[index] =
                    step.firstDecay * momentCoefficients[index] + step.firstGain * d[index]
            }
        }
        second = step.secondDecay * second + step.secondGain * max(0, square) / Scalar(shape.matrixCount)
        let applied = step.rate / (second.squareRoot() + step.stabiliser)
        for index in projection.indices {
            projection[index] += applied * momentProjection[index]
            coefficients[index] += applied * momentCoefficients[index]
        }
        follow(step, applied: applied)
    }

    /// Updates the shares of the anchor's moment after a step.
    mutating func follow(_ step: BlockAdamStep<Scalar>, applied: Scalar) {
        momentShare *= step.firstDecay
        share += applied * momentShare
    }
}
