// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// What a training says after each step.
public struct TrainingProgress: Sendable {
    public let step: Int
    public let steps: Int
    /// Of the last step.
    public let loss: Double
    /// At the last look, if this step was one.
    public let validationLoss: Double?
}

extension Trainer {
    /// Which training this is: its plan, its model's weights, its data and its first weights.
    public var identity: UInt64 {
        var sum = Checksum.of(Array("\(plan)".utf8))
        for weight in trainable.weights { sum = Checksum.of(Array("\(weight.shape) \(weight.role)".utf8), from: sum) }
        sum = Checksum.of(numbers: data.samples, from: sum)
        sum = Checksum.of(numbers: data.targets.numbers, from: sum)
        return Checksum.of(numbers: data.targets.labels.map { Scalar($0) }, from: sum)
    }

    /// Takes over the state in a store, if there is one.
    ///
    /// - Throws: ``Base/Failure`` (refused) if it is damaged or of another training.
    public mutating func resume(from store: some StateStore) throws {
        if let bytes = try store.read() { try state.take(bytes, of: identity) }
    }

    /// Runs to the last step, or until `goesOn` says no or patience ends. The state is written to `store` every so
    /// often, and at the end.
    ///
    /// - Parameter validation: what the best weights are chosen by; nil: the last ones are best.
    public mutating func run(
        validation: TrainingData<Scalar>? = nil, store: (any StateStore)? = nil,
        every interval: Duration = .seconds(30),
        goesOn: (TrainingProgress) -> Bool = { _ in true }
    ) async throws {
        let identity = store == nil ? 0 : self.identity
        let evaluation = try validation.map { try Evaluation(trainable, plan, $0) }
        var written = ContinuousClock.now
        var isWanted = true
        while isWanted, state.step < plan.steps, plan.patience.map({ state.looksWithoutGain < $0 }) ?? true {
            let loss = try await step()
            var looked: Double?
            if plan.looks(after: state.step), var evaluation { looked = try look(&evaluation) }
            isWanted = goesOn(
                TrainingProgress(step: state.step, steps: plan.steps, loss: loss, validationLoss: looked))
            if let store, ContinuousClock.now - written >= interval {
                try store.write(state.bytes(of: identity))
                written = .now
            }
        }
        try store?.write(state.bytes(of: identity))
    }

    private mutating func look(_ evaluation: inout Evaluation<Scalar>) throws -> Double {
        let loss = try evaluation.loss(weights: state.weights, statistics: state.statistics)
        if loss < state.best?.loss ?? .infinity {
            state.best = .init(loss: loss, step: state.step, weights: state.weights, statistics: state.statistics)
            state.looksWithoutGain = 0
        } else {
            state.looksWithoutGain += 1
        }
        return loss
    }

    /// The model with the best weights, or the last ones if nothing was validated.
    public var trained: Graph {
        trainable.trained(
            weights: state.best?.weights ?? state.weights, statistics: state.best?.statistics ?? state.statistics)
    }
}
