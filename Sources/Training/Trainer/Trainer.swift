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
    /// The same as the sweeps lay them out.
    private var packed: [Scalar]
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
    ///   - form: lanes if the graph allows it, or node by node; nil: lanes for `Float`.
    /// - Throws: ``Base/Failure`` (refused) if data, loss and model do not fit.
    public init(
        _ trainable: TrainableGraph, plan: TrainingPlan, data: TrainingData<Scalar>,
        start: (weights: [Scalar], statistics: [Scalar])? = nil, threads: Int = 1, form: ExecutionForm? = nil
    ) throws {
        try Self.check(trainable, plan, data)
        let start = start ?? trainable.fresh(seed: plan.seed)
        self.trainable = trainable
        self.plan = plan
        self.data = data
        state = TrainingState(weights: start.weights, statistics: start.statistics, rule: plan.optimiser.rule)
        gradient = Array(repeating: 0, count: trainable.weightCount)
        work = try BlockWork(trainable, plan, form ?? (Scalar.self == Float.self ? .lanes : .nodes))
        packed = Array(repeating: 0, count: work.gradientCount)
        let hands = work.isJoint ? 1 : min(threads, work.blocks)
        helpers = (1..<max(1, hands)).map { [work] _ in BlockHelper(work) }
        batch = TrainingBatch(
            rows: plan.rows, elements: trainable.inputCount, outputs: trainable.outputCount,
            readsLabels: plan.loss.readsLabels)
        draw = BatchDraw(
            seed: plan.seed, samples: plan.rows == plan.batch ? data.count : data.count / 2, batch: plan.batch)
        joint = JointLoss(work, outputs: trainable.outputCount, codes: trainable.codeCount)
    }

    /// Whether samples are computed side by side, sixteen at a time.
    public var runsInLanes: Bool { work.isInLanes }

    private static func check(
        _ trainable: TrainableGraph, _ plan: TrainingPlan, _ data: TrainingData<Scalar>
    ) throws {
        func refuse(_ message: String) -> Failure { .refused("training-data", message) }
        guard plan.batch > 0, plan.steps >= 0, data.count > 0, data.count < 1 << 32 else {
            throw refuse("\(plan.steps) steps with \(plan.batch) of \(data.count) samples")
        }
        guard data.samples.count == data.count * trainable.inputCount else {
            throw refuse(
                "samples of \(data.samples.count / data.count) elements, the model takes \(trainable.inputCount)")
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
        clear(&packed)
        clear(&gradient)
        let loss = helpers.isEmpty ? try alone() : try await together()
        work.unpack(packed, into: &gradient)
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

    @specialized(where Scalar == Float)
    private func clear(_ numbers: inout [Scalar]) { for index in numbers.indices { numbers[index] = 0 } }

    private mutating func alone() throws -> Double {
        work.load(weights: state.weights, statistics: state.statistics)
        var loss: Double = 0
        if work.isJoint {
            loss = try joint.learn(&work, batch, state.weights, statistics: &state.statistics, adding: &packed)
        } else {
            for block in 0..<work.blocks { loss += try work.learn(block, batch, state.weights, adding: &packed) }
        }
        work.readStatistics(into: &state.statistics)
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
            var shares = try blocks.filter { $0 % hands == 0 }.map { try work.share($0, batch, weights) }
            for try await more in group { shares += more }
            return shares
        }
        shares.sort { $0.block < $1.block }
        for share in shares { add(share.gradients) }
        return shares.reduce(0) { $0 + $1.loss }
    }

    @specialized(where Scalar == Float)
    private mutating func add(_ gradients: [Scalar]) {
        for index in packed.indices { packed[index] += gradients[index] }
    }
}
