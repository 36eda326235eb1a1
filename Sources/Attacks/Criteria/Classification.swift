// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The supervised criteria on logits Z: f = Z_y − max_{j≠y} Z_j + κ (untargeted), f = max_{j≠y'} Z_j − Z_y' + κ
/// (targeted). One logit ℓ stands for (0, ℓ). The gradient goes through the first maximising j.
public struct Classification<Scalar: Real>: Criterion {
    private let labels: [Int]
    private let isTargeted: Bool
    private let kappa: Double
    private let exclusions: [String?]
    private let clean: [Double]
    private var logits: [Scalar]
    private var cotangent: [Scalar]
    /// Outputs of the model, a sample.
    private let count: Int

    /// Evaluates the model at `x`, [batch, d].
    ///
    /// - Parameter labels: y or y' of each sample, below the number of classes.
    public init(_ x: Tensor<Scalar>, labels: [Int], parameters: Parameters, model: inout Execution<Scalar>) {
        model.forward(x)
        count = model.outputCount
        let classes = max(2, count)
        precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label beyond the classes")
        self.labels = labels
        isTargeted = parameters.objective == .targeted
        kappa = parameters.kappa
        logits = model.output.elements
        cotangent = Array(repeating: 0, count: logits.count)
        let view = LogitView(logits: logits, count: count)
        let isTargeted = isTargeted
        exclusions = labels.indices.map { sample in
            guard (view.top(sample) == labels[sample]) == isTargeted else { return nil }
            return isTargeted ? "the model gives it the target's class already" : "the model gives it another class"
        }
        clean = labels.indices.map { view.lead(of: labels[$0], sample: $0).value }
    }

    public var minimisesInformation: Bool { false }

    private var view: LogitView<Scalar> { LogitView(logits: logits, count: count) }

    public mutating func evaluate(
        _ z: Tensor<Scalar>, model: inout Execution<Scalar>, into values: inout [Double]
    ) {
        model.forward(z)
        for index in logits.indices { logits[index] = model.output.elements[index] }
        for sample in labels.indices { values[sample] = (isTargeted ? -loss(sample) : loss(sample)) + kappa }
    }

    public mutating func gradient(
        _ wanted: [Bool], model: inout Execution<Scalar>, into gradient: inout Tensor<Scalar>
    ) {
        for index in cotangent.indices { cotangent[index] = 0 }
        for sample in labels.indices where wanted[sample] {
            let sign: Scalar = isTargeted ? -1 : 1
            let rival = view.lead(of: labels[sample], sample: sample).rival
            view.add(sign, labels[sample], sample, to: &cotangent)
            view.add(-sign, rival, sample, to: &cotangent)
        }
        model.pullBack(output: cotangent, into: &gradient)
    }

    /// Untargeted the model has to give y at x, targeted anything but y'.
    public func exclusion(_ sample: Int) -> String? { exclusions[sample] }

    /// The class is another one (the wanted one): a tie is no evasion.
    public func isDecided(_ sample: Int) -> Bool {
        let lead = loss(sample)
        return isTargeted ? lead > 0 : lead < 0
    }

    /// Z_y − max_{j≠y} Z_j at x: how far the label leads.
    public func lossBefore(_ sample: Int) -> Double { clean[sample] }
    public func loss(_ sample: Int) -> Double { view.lead(of: labels[sample], sample: sample).value }
}
