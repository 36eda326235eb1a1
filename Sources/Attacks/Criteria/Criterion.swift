// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// What makes a perturbation adversarial: f(z) ≤ 0 on a batch of samples.
///
/// A criterion runs the model itself, so that one that needs several passes (views of z) fits the same loop; its last
/// pass is at z, so that the feature maps of z can be read from the model afterwards.
public protocol Criterion<Scalar>: Sendable {
    associatedtype Scalar: Real

    /// Whether I is minimised (unsupervised) or maximised (supervised).
    var minimisesInformation: Bool { get }

    /// f of every sample at z, [batch, d], into `values`; keeps what its gradient needs.
    mutating func evaluate(_ z: Tensor<Scalar>, model: inout Execution<Scalar>, into values: inout [Double])

    /// ∇f at the z last evaluated into `gradient`, [batch, d]: zero for samples that are not `wanted`.
    mutating func gradient(
        _ wanted: [Bool], model: inout Execution<Scalar>, into gradient: inout Tensor<Scalar>)

    /// Why the attack does not apply to the sample; nil if it does.
    func exclusion(_ sample: Int) -> String?

    /// Whether f ≤ −margin means success at the z last evaluated (a tie of logits does not).
    func isDecided(_ sample: Int) -> Bool

    /// The loss of the sample at x.
    func lossBefore(_ sample: Int) -> Double
    /// The loss of the sample at the z last evaluated.
    func loss(_ sample: Int) -> Double
}

extension Criterion {
    public func exclusion(_: Int) -> String? { nil }
    public func isDecided(_: Int) -> Bool { true }

    /// f of `samples` samples at z.
    mutating func evaluated(_ z: Tensor<Scalar>, samples: Int, model: inout Execution<Scalar>) -> [Double] {
        var values = [Double](repeating: .nan, count: samples)
        evaluate(z, model: &model, into: &values)
        return values
    }

    mutating func gradient(_ wanted: [Bool], model: inout Execution<Scalar>) -> Tensor<Scalar> {
        var gradient = Tensor<Scalar>(zeros: [model.batch, model.sampleCount])
        self.gradient(wanted, model: &model, into: &gradient)
        return gradient
    }
}
