// SPDX-License-Identifier: Apache-2.0
import Kernels
import Tensors

/// A floating-point type with the critic's inner step: plain loops by default, C kernels for `Float`.
public protocol CriticScalar: Real {
    /// I in nats and its gradients; the arguments are those of `DonskerVaradhan`.
    static func estimate(
        _ shape: CriticShape, u: [Self], v: [Self], b: [Self], w: [Self], permutation: [Int32]?,
        into gradients: inout PairGradients<Self>
    ) -> Self

    /// One block-Adam step of a matrix in span form, along the gradient `d` (K×H) of its projection.
    static func ascend(_ span: inout SpanCoefficients<Self>, along d: [Self], _ step: BlockAdamStep<Self>)
}

/// The plain loops.
extension CriticScalar {
    public static func estimate(
        _ shape: CriticShape, u: [Self], v: [Self], b: [Self], w: [Self], permutation: [Int32]?,
        into gradients: inout PairGradients<Self>
    ) -> Self {
        DonskerVaradhan.estimate(shape, u: u, v: v, b: b, w: w, permutation: permutation, into: &gradients)
    }

    public static func ascend(_ span: inout SpanCoefficients<Self>, along d: [Self], _ step: BlockAdamStep<Self>) {
        span.ascend(along: d, step)
    }
}

/// `Double` runs the plain loops.
extension Double: CriticScalar {}

/// The C kernels.
extension Float: CriticScalar {
    public static func estimate(
        _ shape: CriticShape, u: [Float], v: [Float], b: [Float], w: [Float], permutation: [Int32]?,
        into gradients: inout PairGradients<Float>
    ) -> Float {
        let (rows, hidden) = (Int32(shape.rows), Int32(shape.hidden))
        guard let permutation else {
            return critic_all_pairs(
                rows, hidden, u, v, b, w, &gradients.left, &gradients.right, &gradients.bias, &gradients.output,
                &gradients.table)
        }
        return critic_permuted(
            rows, hidden, u, v, b, w, permutation, &gradients.left, &gradients.right, &gradients.bias,
            &gradients.output, &gradients.table)
    }

    public static func ascend(_ span: inout SpanCoefficients<Float>, along d: [Float], _ step: BlockAdamStep<Float>) {
        var adam = critic_block_adam(
            beta1: step.firstDecay, beta2: step.secondDecay, gain1: step.firstGain, gain2: step.secondGain,
            epsilon: step.stabiliser, rate: step.rate, entries: Float(span.shape.matrixCount))
        let applied = critic_span_ascend(
            Int32(span.shape.rows), Int32(span.shape.hidden), &adam, span.gram, d, &span.second,
            &span.momentProjection, &span.projection, &span.momentCoefficients, &span.coefficients)
        span.follow(step, applied: applied)
    }
}
