// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// A training: step by step it draws a batch, computes the loss and the gradients of all weights, and lets the
/// optimiser change these.
///
/// Its weights are a function of plan, model and data alone: gradients are summed in the order of the blocks, so neither
/// the number of threads nor how often it was resumed changes a byte.
public struct Trainer<Scalar: Real> {
    public let trainable: TrainableGraph
    public let plan: TrainingPlan
    public internal(set) var state: TrainingState<Scalar>
    /// The gradients of the last step.
    public private(set) var gradient: [Scalar]
    let data: TrainingData<Scalar>
    private var work: BlockWork<Scalar>
    /// What the second and further threads do; empty for one thread.
    private let helpers: [BlockHelper<Scalar>]
    private var batch: TrainingBatch<Scalar>
    private let draw: BatchDraw
    /// Output and code of a whole batch with their cotangents, where a loss needs all of them at once.
    private var joint: JointLoss<Scalar>

    /// - Parameters:
    ///   - start: first weights and statistics; nil: fresh ones from the plan's seed.
    ///   - threads: at most so many; samples that influence one another take one.
    /// - Throws: ``Base/Failure`` (refused) if data, loss and model do not fit.
    public init(
        _ trainable: TrainableGraph, plan: TrainingPlan, data: TrainingData<Scalar>,
        start: (weights: [Scalar], statistics: [Scalar])? = nil, threads: Int = 1
    ) throws {
        try Self.check(trainable, plan, data)
        let start = start ?? trainable.fresh(seed: plan.seed)
        self.trainable = trainable
        self.plan = plan
        self.data = data
        state = TrainingState(weights: start.weights, statistics: start.statistics, rule: plan.optimiser.rule)
        gradient = Array(repeating: 0, count: trainable.weightCount)
        let isSeparable = plan.loss.isSeparable
        let rows = trainable.mixesSamples ? plan.rows : Lanes.count
        let blocks = (plan.rows + rows - 1) / rows
        work = try BlockWork(trainable, plan, count: isSeparable ? 1 : blocks)
        let hands = isSeparable ? min(threads, blocks) : 1
        helpers = (1..<max(1, hands)).map { [work] _ in BlockHelper(work, weightCount: trainable.weightCount) }
        batch = TrainingBatch(
            rows: plan.rows, elements: trainable.inputCount, outputs: trainable.outputCount,
            readsLabels: plan.loss.readsLabels)
        draw = BatchDraw(
            seed: plan.seed, samples: plan.rows == plan.batch ? data.count : data.count / 2, batch: plan.batch)
        joint = JointLoss(plan, outputs: trainable.outputCount, codes: trainable.codeCount)
    }

    private static func check(
        _ trainable: TrainableGraph, _ plan: TrainingPlan, _ data: TrainingData<Scalar>
    ) throws {
        func refuse(_ message: String) -> Failure { .refused("training-data", message) }
        guard plan.batch > 0, plan.steps >= 0, data.count > 0, data.count < 1 << 32 else {
            throw refuse("\(plan.steps) steps with \(plan.batch) of \(data.count) samples")
        }
        guard data.samples.count == data.count * trainable.inputCount else {
            throw refuse("samples of \(data.samples.count / data.count) elements, the model takes \(trainable.inputCount)")
        }
        let targets = data.targets
        switch plan.loss {
        case .crossEntropy:
            let classes = Int32(trainable.outputCount)
            guard targets.labels.count == data.count, targets.labels.allSatisfy({ $0 >= 0 && $0 < classes }) else {
                throw refuse("cross-entropy wants a class below \(classes) for each of the \(data.count) samples")
            }
        case .contrastive:
            guard data.count % 2 == 0 else { throw refuse("\(data.count) views are no pairs") }
        case .squares, .binaryCrossEntropy, .sparse:
            guard targets.numbers.count == data.count * trainable.outputCount else {
                throw refuse("the model's output has \(trainable.outputCount) elements, the targets have others")
            }
        }
        guard !plan.loss.readsCode || trainable.codeCount > 0 else { throw refuse("the model has no code") }
    }

    /// The next step; returns its loss, before the weights change.
    ///
    /// - Throws: ``Base/Failure`` if a node fails, or with the code `diverged` if the loss is no number.
    @discardableResult public mutating func step() async throws -> Double {
        batch.gather(draw, step: state.step, from: data)
        return try await learn()
    }

    /// One step on the batch that is there.
    mutating func learn(_ given: TrainingBatch<Scalar>? = nil) async throws -> Double {
        if let given { batch = given }
        for index in gradient.indices { gradient[index] = 0 }
        let loss = helpers.isEmpty ? try alone() : try await together()
        guard loss.isFinite else {
            throw Failure.refused(
                "diverged", "the loss is \(loss) in step \(state.step + 1)", hint: "lower [train] rate in job.toml")
        }
        let rate = plan.rate.value(step: state.step, of: plan.steps)
        plan.optimiser.rule.apply(
            plan.optimiser.numbers(rate: rate, step: state.step), gradient: gradient, weights: &state.weights,
            first: &state.first, second: &state.second)
        state.step += 1
        return loss
    }

    private mutating func alone() throws -> Double {
        work.load(weights: state.weights, statistics: state.statistics)
        var loss: Double = 0
        if plan.loss.isSeparable {
            for block in 0..<work.blocks { loss += try work.learn(block, batch, adding: &gradient) }
        } else {
            loss = try joint.learn(&work, batch, adding: &gradient)
        }
        work.passes[0].readStatistics(into: &state.statistics)
        return loss
    }

    private mutating func together() async throws -> Double {
        let hands = helpers.count + 1
        let (batch, weights, statistics) = (batch, state.weights, state.statistics)
        let blocks = Array(0..<work.blocks)
        var shares = try await withThrowingTaskGroup(of: [BlockHelper<Scalar>.Share].self) { group in
            for (number, helper) in helpers.enumerated() {
                let own = blocks.filter { $0 % hands == number + 1 }
                group.addTask { try await helper.learn(own, batch, weights: weights, statistics: statistics) }
            }
            work.load(weights: weights, statistics: statistics)
            var shares: [BlockHelper<Scalar>.Share] = []
            for block in blocks where block % hands == 0 {
                var part = [Scalar](repeating: 0, count: gradient.count)
                let loss = try work.learn(block, batch, adding: &part)
                shares.append(.init(block: block, loss: loss, gradient: part))
            }
            for try await more in group { shares += more }
            return shares
        }
        shares.sort { $0.block < $1.block }
        for share in shares { for index in gradient.indices { gradient[index] += share.gradient[index] } }
        return shares.reduce(0) { $0 + $1.loss }
    }
}
