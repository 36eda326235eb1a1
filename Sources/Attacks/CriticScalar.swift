import Kernels
import Tensors

/// A floating-point type with the critic's inner step: the plain loops by default, C kernels for `Float`.
public protocol CriticScalar: Real {
    /// I and its gradients; the arguments of ``DonskerVaradhan``.
    static func estimate(
        _ shape: CriticShape, u: [Self], v: [Self], b: [Self], w: [Self], permutation: [Int32]?,
        into gradients: inout PairGradients<Self>
    ) -> Self

    /// One block-Adam step of a matrix seen through K rows, along the gradient `d` (K×H) of its projection.
    static func ascend(_ branch: inout SpanBranch<Self>, along d: [Self], _ step: BlockAdamStep<Self>)
}

extension CriticScalar {
    public static func estimate(
        _ shape: CriticShape, u: [Self], v: [Self], b: [Self], w: [Self], permutation: [Int32]?,
        into gradients: inout PairGradients<Self>
    ) -> Self {
        DonskerVaradhan.estimate(shape, u: u, v: v, b: b, w: w, permutation: permutation, into: &gradients)
    }

    public static func ascend(_ branch: inout SpanBranch<Self>, along d: [Self], _ step: BlockAdamStep<Self>) {
        branch.ascend(along: d, step)
    }
}

extension Double: CriticScalar {}

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

    public static func ascend(_ branch: inout SpanBranch<Float>, along d: [Float], _ step: BlockAdamStep<Float>) {
        var adam = critic_block_adam(
            beta1: step.firstDecay, beta2: step.secondDecay, gain1: step.firstGain, gain2: step.secondGain,
            epsilon: step.stabiliser, rate: step.rate, entries: Float(branch.shape.matrixCount))
        let applied = critic_span_ascend(
            Int32(branch.shape.rows), Int32(branch.shape.hidden), &adam, branch.gram, d, &branch.second,
            &branch.momentProjection, &branch.projection, &branch.momentCoefficients, &branch.coefficients)
        branch.follow(step, applied: applied)
    }
}
