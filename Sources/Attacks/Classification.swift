import Models
import Tensors

/// The supervised criteria on logits Z: f = Z_y − max_{j≠y} Z_j + κ (untargeted), f = max_{j≠y'} Z_j − Z_y' + κ
/// (targeted). One logit ℓ stands for (0, ℓ). The gradient goes through the first maximising j.
public struct Classification<Scalar: Real>: Criterion {
    private let labels: [Int]
    private let isTargeted: Bool
    private let kappa: Double
    private let eligible: [Bool]
    private let clean: [Double]
    private var logits: [Scalar]
    /// Outputs of the model, a sample.
    private let count: Int
    private let classes: Int

    /// Evaluates the model at `x`, [batch, d].
    ///
    /// - Parameter labels: y or y' of each sample, below the number of classes.
    public init(_ x: Tensor<Scalar>, labels: [Int], parameters: Parameters, model: inout Execution<Scalar>) {
        model.forward(x)
        count = model.outputCount
        classes = max(2, count)
        precondition(labels.allSatisfy { (0..<max(2, model.outputCount)).contains($0) }, "a label beyond the classes")
        self.labels = labels
        isTargeted = parameters.objective == .targeted
        kappa = parameters.kappa
        logits = model.output.elements
        let view = LogitView(logits: logits, count: count, classes: classes)
        let targeted = isTargeted
        eligible = labels.indices.map { (view.top($0) == labels[$0]) != targeted }
        clean = labels.indices.map { view.lead(of: labels[$0], sample: $0).value }
    }

    public var minimisesInformation: Bool { false }

    private var view: LogitView<Scalar> { LogitView(logits: logits, count: count, classes: classes) }

    public mutating func evaluate(_ z: Tensor<Scalar>, model: inout Execution<Scalar>) -> [Double] {
        model.forward(z)
        logits = model.output.elements
        return labels.indices.map { (isTargeted ? -loss($0) : loss($0)) + kappa }
    }

    public func gradient(_ wanted: [Bool], model: inout Execution<Scalar>) -> Tensor<Scalar> {
        var cotangent = Tensor<Scalar>(zeros: [model.batch, count])
        for sample in labels.indices where wanted[sample] {
            let sign: Scalar = isTargeted ? -1 : 1
            let rival = view.lead(of: labels[sample], sample: sample).rival
            view.add(sign, labels[sample], sample, to: &cotangent.elements)
            view.add(-sign, rival, sample, to: &cotangent.elements)
        }
        return model.inputGradient(output: cotangent)
    }

    public func isEligible(_ sample: Int) -> Bool { eligible[sample] }

    /// The class is another one (the wanted one): a tie is no evasion.
    public func isDecided(_ sample: Int) -> Bool {
        let lead = loss(sample)
        return isTargeted ? lead > 0 : lead < 0
    }

    /// Z_y − max_{j≠y} Z_j at x: how far the label leads.
    public func lossBefore(_ sample: Int) -> Double { clean[sample] }
    public func loss(_ sample: Int) -> Double { view.lead(of: labels[sample], sample: sample).value }
}

/// Logits of a batch, one logit read as (0, ℓ).
private struct LogitView<Scalar: Real> {
    let logits: [Scalar]
    let count: Int
    let classes: Int

    func logit(_ label: Int, _ sample: Int) -> Scalar {
        guard count == 1 else { return logits[sample * count + label] }
        return label == 0 ? 0 : logits[sample]
    }

    /// The first class of the largest logit.
    func top(_ sample: Int) -> Int {
        var best = 0
        for label in 1..<classes where logit(label, sample) > logit(best, sample) { best = label }
        return best
    }

    /// Z_label − max_{j≠label} Z_j and the first maximising j.
    func lead(of label: Int, sample: Int) -> (value: Double, rival: Int) {
        var rival = label == 0 ? 1 : 0
        for other in 0..<classes where other != label && logit(other, sample) > logit(rival, sample) { rival = other }
        return (Double(logit(label, sample)) - Double(logit(rival, sample)), rival)
    }

    /// Adds `value` to the cotangent of the logit of `label`.
    func add(_ value: Scalar, _ label: Int, _ sample: Int, to cotangent: inout [Scalar]) {
        if count > 1 {
            cotangent[sample * count + label] += value
        } else if label == 1 {
            cotangent[sample] += value
        }
    }
}
