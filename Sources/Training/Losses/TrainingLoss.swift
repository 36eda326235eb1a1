// SPDX-License-Identifier: Apache-2.0
import Tensors

/// What a training makes small.
public enum TrainingLoss: Hashable, Sendable {
    /// The mean squared difference between output and target, over all elements; with `sigmoid`, of σ(output).
    case squares(sigmoid: Bool)
    /// The mean over all elements of −y·log σ(o) − (1 − y)·log(1 − σ(o)).
    case binaryCrossEntropy
    /// The mean over samples of −log softmax(o)_y.
    case crossEntropy
    /// Squares of σ(output), plus what keeps the code small (``SparsePenalty``).
    case sparse(SparsePenalty)
    /// The contrastive loss of pairs of views (``ContrastiveLoss``).
    case contrastive(temperature: Double)

    /// Whether a sample's gradient depends on no other sample.
    public var isSeparable: Bool {
        switch self {
        case .squares, .binaryCrossEntropy, .crossEntropy: true
        case .sparse, .contrastive: false
        }
    }
    public var readsCode: Bool { if case .sparse = self { true } else { false } }
    /// Whether targets are classes, not numbers.
    public var readsLabels: Bool { self == .crossEntropy }
}

/// What a loss compares a batch's outputs with: numbers, [batch, outputs], or classes, [batch].
public struct LossTargets<Scalar: Real>: Sendable {
    public var numbers: [Scalar]
    public var labels: [Int32]

    public init(numbers: [Scalar] = [], labels: [Int32] = []) {
        self.numbers = numbers
        self.labels = labels
    }
}

extension TrainingLoss {
    /// The share of some rows in the loss of a batch of `batch` rows, and its gradient by their outputs. Only what is
    /// separable can be asked for some of the rows.
    ///
    /// - Parameters:
    ///   - output: [rows, count], row 0 being row `first` of the targets.
    ///   - gradient: takes the gradient in its first rows·count elements.
    @specialized(where Scalar == Float)
    public func share<Scalar: Real>(
        _ output: [Scalar], rows: Int, count: Int, targets: LossTargets<Scalar>, first: Int, batch: Int,
        gradient: inout [Scalar]
    ) -> Double {
        switch self {
        case .squares(false):
            return Elementwise.squares(output, rows * count, targets, first * count, batch * count, &gradient)
        case .squares(true), .sparse:
            return Elementwise.sigmoidSquares(output, rows * count, targets, first * count, batch * count, &gradient)
        case .binaryCrossEntropy:
            return Elementwise.crossEntropy(output, rows * count, targets, first * count, batch * count, &gradient)
        case .crossEntropy:
            return Classification.crossEntropy(output, rows, count, targets.labels, first, batch, &gradient)
        case .contrastive(let temperature):
            return ContrastiveLoss(temperature: temperature).value(output, rows, count, &gradient)
        }
    }
}
