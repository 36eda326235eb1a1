// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A critic in span form without its anchors: everything that an inner step touches.
struct SpanState<Scalar: CriticScalar>: Sendable {
    let shape: CriticShape
    var left: SpanCoefficients<Scalar>
    var right: SpanCoefficients<Scalar>
    private(set) var bias: [Scalar]
    private(set) var output: [Scalar]
    private(set) var pairs: PairGradients<Scalar>
    private let optimiser: Optimiser<Scalar>
    private var clock = Optimiser<Scalar>.Clock()
    private var biasMoments: Moments<Scalar>
    private var outputMoments: Moments<Scalar>

    init(bias: [Scalar], output: [Scalar], shape: CriticShape, optimiser: Optimiser<Scalar>) {
        self.shape = shape
        self.optimiser = optimiser
        self.bias = bias
        self.output = output
        left = SpanCoefficients(shape)
        right = left
        biasMoments = Moments(count: shape.hidden, isMatrix: false, rule: optimiser.rule)
        outputMoments = biasMoments
        pairs = PairGradients(shape)
    }

    /// One ascent step on I; returns I before the step.
    mutating func ascend(permutation: [Int32]?) -> Scalar {
        let before = estimate(permutation: permutation)
        let step = BlockAdamStep(optimiser, rate: clock.advance(optimiser))
        Scalar.ascend(&left, along: pairs.left, step)
        Scalar.ascend(&right, along: pairs.right, step)
        biasMoments.ascend(&bias, along: pairs.bias, optimiser, rate: step.rate)
        outputMoments.ascend(&output, along: pairs.output, optimiser, rate: step.rate)
        return before
    }

    /// I in nats; `pairs` receives its gradients.
    mutating func estimate(permutation: [Int32]?) -> Scalar {
        Scalar.estimate(
            shape, u: left.projection, v: right.projection, b: bias, w: output, permutation: permutation, into: &pairs)
    }

    /// Returns A's side, b and w to `earlier`, with all moments and the step counter zero. It leaves B's side alone:
    /// observing rows restarts B.
    mutating func restore(_ earlier: SpanState) {
        left.restore(earlier.left)
        for index in bias.indices {
            bias[index] = earlier.bias[index]
            output[index] = earlier.output[index]
        }
        biasMoments.reset()
        outputMoments.reset()
        clock = Optimiser.Clock()
    }
}
