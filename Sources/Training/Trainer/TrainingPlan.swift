// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Everything that a training's bytes follow from, besides the model and the data.
public struct TrainingPlan: Hashable, Sendable {
    public var loss: TrainingLoss
    public var optimiser: Optimiser
    public var rate: LearningRate
    /// Samples of a step; pairs of views if the loss is contrastive.
    public var batch: Int
    public var steps: Int
    public var seed: UInt64
    /// How often the validation loss is looked at, evenly over all steps.
    public var looks: Int
    /// Looks without a lower validation loss after which the training stops; nil: never.
    public var patience: Int?

    public init(
        loss: TrainingLoss, optimiser: Optimiser, rate: LearningRate, batch: Int = 32, steps: Int, seed: UInt64 = 0,
        looks: Int = 40, patience: Int? = nil
    ) {
        self.loss = loss
        self.optimiser = optimiser
        self.rate = rate
        self.batch = batch
        self.steps = steps
        self.seed = seed
        self.looks = looks
        self.patience = patience
    }

    /// Rows of a step's batch.
    var rows: Int { if case .contrastive = loss { 2 * batch } else { batch } }

    /// Whether the validation loss is looked at after step `step`, counted from 1.
    func looks(after step: Int) -> Bool {
        guard looks > 0, steps > 0 else { return false }
        return step * looks / steps > (step - 1) * looks / steps
    }
}

/// Samples, [n, d], with what their outputs are compared with: nothing stands for the samples themselves. The views of a
/// contrastive loss are pairs of samples, 2i and 2i + 1.
public struct TrainingData<Scalar: Real>: Sendable {
    public let samples: [Scalar]
    public let targets: LossTargets<Scalar>
    let count: Int

    /// - Parameter elements: of one sample.
    public init(_ samples: [Scalar], elements: Int, targets: LossTargets<Scalar>? = nil) {
        precondition(elements > 0 && samples.count % elements == 0, "\(samples.count) are no samples of \(elements)")
        self.samples = samples
        self.targets = targets ?? LossTargets(numbers: samples)
        count = samples.count / elements
    }
}
