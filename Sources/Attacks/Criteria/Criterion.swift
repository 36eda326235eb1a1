// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The condition f(z) ≤ 0 that makes a perturbation adversarial, for a batch of samples.
///
/// A criterion runs the model itself, so that several passes (views of z) fit the same loop. Its last pass is at z, so
/// that the feature maps of z can be read from the model afterwards.
public protocol Criterion<Scalar>: Sendable {
    associatedtype Scalar: Real

    /// Whether I is minimised (unsupervised) or maximised (supervised).
    var minimisesInformation: Bool { get }

    /// Writes f of every sample at z, [batch, d], to `values`, and keeps what the gradient needs.
    mutating func evaluate(_ z: Tensor<Scalar>, model: inout Execution<Scalar>, into values: inout [Double])

    /// Writes ∇f at the z last evaluated to `gradient`, [batch, d]; it is zero for samples that are not `wanted`.
    mutating func gradient(
        _ wanted: [Bool], model: inout Execution<Scalar>, into gradient: inout Tensor<Scalar>)

    /// Why the attack does not apply to the sample; nil if it does.
    func exclusion(_ sample: Int) -> String?

    /// Whether f ≤ −margin counts as success at the z last evaluated; false for a tie of logits.
    func isDecided(_ sample: Int) -> Bool

    /// The loss of the sample at x.
    func lossBefore(_ sample: Int) -> Double
    /// The loss of the sample at the z last evaluated.
    func loss(_ sample: Int) -> Double
}

extension Criterion {
    public func exclusion(_: Int) -> String? { nil }
    public func isDecided(_: Int) -> Bool { true }

    /// f of the first `samples` samples at z.
    mutating func evaluated(_ z: Tensor<Scalar>, samples: Int, model: inout Execution<Scalar>) -> [Double] {
        var values = [Double](repeating: .nan, count: samples)
        evaluate(z, model: &model, into: &values)
        return values
    }

    /// ∇f at the z last evaluated, [batch, d].
    mutating func gradient(_ wanted: [Bool], model: inout Execution<Scalar>) -> Tensor<Scalar> {
        var gradient = Tensor<Scalar>(zeros: [model.batch, model.sampleCount])
        self.gradient(wanted, model: &model, into: &gradient)
        return gradient
    }
}
