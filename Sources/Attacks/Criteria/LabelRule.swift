// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The source of a sample's class y.
public enum LabelSource: String, Codable, CaseIterable, Sendable {
    /// The class that the model gives x, as in the released code.
    case predicted
    /// The class in the dataset.
    case given
}

/// The class y' that a targeted attack wants for a sample of class y.
public enum Target: Codable, Equatable, Sendable {
    /// (y + 1) mod C
    case next
    /// The class of the smallest logit at x.
    case leastLikely
    /// One of the other classes, uniformly.
    case random
    /// The class of this number.
    case index(Int)
}

/// The rule by which every sample gets its y (untargeted) or y' (targeted).
public struct LabelRule: Sendable {
    public let source: LabelSource
    /// nil = untargeted.
    public let target: Target?
    public let seed: UInt64

    /// Why a sample is excluded whose label is not the class that the model gives.
    public static let otherClass = "the model gives it another class than its label"

    /// `seed` draws the targets of `.random`.
    public init(source: LabelSource, target: Target?, seed: UInt64) {
        self.source = source
        self.target = target
        self.seed = seed
    }

    /// Sets the batch's labels from the model's logits at x. Excludes samples without a label and samples whose label
    /// is not the class that the model gives (paper 4.1 takes correctly classified samples).
    ///
    /// - Parameter given: the dataset's class of each sample; a class that the model does not have counts as none.
    public func apply<Scalar: Real>(
        to batch: inout Batch<Scalar>, given: [Int?], model: inout Execution<Scalar>
    ) {
        model.forward(batch.x.padded(to: model.batch))
        let view = LogitView(logits: model.output.elements, count: model.outputCount)
        var labels: [Int] = []
        var exclusions: [String?] = []
        for (sample, index) in batch.indices.enumerated() {
            let predicted = view.top(sample)
            let y =
                source == .predicted ? predicted : given[sample].flatMap { (0..<view.classes).contains($0) ? $0 : nil }
            labels.append(label(of: y ?? predicted, view, sample: sample, index: index))
            exclusions.append(
                y == nil ? "it has no label" : y != predicted ? Self.otherClass : nil)
        }
        batch.labels = labels
        batch.exclusions = exclusions
    }

    private func label<Scalar: Real>(of y: Int, _ view: LogitView<Scalar>, sample: Int, index: Int) -> Int {
        switch target {
        case nil: return y
        case .next?: return (y + 1) % view.classes
        case .leastLikely?: return view.bottom(sample)
        case .index(let wanted)?: return wanted
        case .random?:
            var stream = RandomStream(seed: seed, sample: UInt64(index), purpose: .target)
            let other = Int(stream.integer(below: UInt32(view.classes - 1)))
            return other < y ? other : other + 1
        }
    }
}
