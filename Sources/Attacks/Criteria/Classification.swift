// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The supervised criteria on logits Z: f = Z_y − max_{j≠y} Z_j + κ (untargeted), f = max_{j≠y'} Z_j − Z_y' + κ
/// (targeted). A single logit ℓ stands for (0, ℓ). The gradient goes through the first j that attains the maximum.
public struct Classification<Scalar: Real>: Criterion {
    private let labels: [Int]
    private let isTargeted: Bool
    private let kappa: Double
    private let exclusions: [String?]
    private let clean: [Double]
    private var logits: [Scalar]
    private var cotangent: [Scalar]
    /// Outputs of the model per sample.
    private let count: Int

    /// Evaluates the model at `x`, [batch, d].
    ///
    /// - Parameter labels: y or y' of each sample; traps unless they are below the number of classes.
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

    /// Excludes a sample that the model does not give its class y at x (untargeted), or gives y' already (targeted).
    public func exclusion(_ sample: Int) -> String? { exclusions[sample] }

    /// Whether the model gives another class than y, or y'. A tie is no success.
    public func isDecided(_ sample: Int) -> Bool {
        let lead = loss(sample)
        return isTargeted ? lead > 0 : lead < 0
    }

    /// Z_y − max_{j≠y} Z_j at x: the lead of the label in logits.
    public func lossBefore(_ sample: Int) -> Double { clean[sample] }
    /// The lead of the label at the z last evaluated.
    public func loss(_ sample: Int) -> Double { view.lead(of: labels[sample], sample: sample).value }
}
