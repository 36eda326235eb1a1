// SPDX-License-Identifier: Apache-2.0
import Base
import Kernels
import Models
import Tensors
import Testing

@testable import Training

/// A training's bytes follow from plan, model and data alone.
@Suite(.timeLimit(.minutes(10))) struct TrainerTests {
    static let bothForms: [(SmallModel, TrainingLoss)] =
        SmallModel.allCases.map { ($0, .squares(sigmoid: true)) } + [(.dense, .sparse(SparsePenalty()))]

    private func trainer(
        _ model: SmallModel, _ plan: TrainingPlan = SmallModel.plan(), threads: Int = 1, form: ExecutionForm = .lanes
    ) throws -> Trainer<Float> {
        let trainable = try TrainableGraph(model.graph(), readsCode: plan.loss.readsCode)
        return try Trainer(
            trainable, plan: plan, data: TrainingData(SmallModel.samples(), elements: 12), threads: threads, form: form)
    }

    @Test(arguments: SmallModel.allCases) func itLearns(_ model: SmallModel) async throws {
        var trainer = try trainer(model, SmallModel.plan(steps: 300))
        let first = try await trainer.step()
        try await trainer.run()
        var evaluation = try Evaluation(trainer.trainable, trainer.plan, trainer.data)
        let last = try evaluation.loss(weights: trainer.state.weights, statistics: trainer.state.statistics)
        #expect(last < 0.1 * first, "\(first) to \(last)")
    }

    @Test(arguments: SmallModel.allCases, [ExecutionForm.nodes, .lanes])
    func threadsDoNotMatter(_ model: SmallModel, _ form: ExecutionForm) async throws {
        func trainer(_ threads: Int) throws -> Trainer<Float> { try self.trainer(model, threads: threads, form: form) }
        var (one, two, three) = (try trainer(1), try trainer(2), try trainer(3))
        #expect(one.runsInLanes == (form == .lanes && !(model == .normalized)))
        try await one.run()
        try await two.run()
        try await three.run()
        #expect(one.state.step == 12 && one.state == two.state && one.state == three.state)
        #expect(one.state.weights != one.trainable.fresh(seed: 7).weights)
    }

    /// AVX2 and AVX-512 give the same bytes.
    @Test(.enabled(if: kernel_choose_level(4) == 4), arguments: SmallModel.allCases)
    func levelsDoNotMatter(_ model: SmallModel) async throws {
        defer { kernel_choose_level(4) }
        var states: [TrainingState<Float>] = []
        for level: Int32 in [3, 4] {
            #expect(kernel_choose_level(level) == level)
            var trainer = try trainer(model, SmallModel.plan(batch: 48))
            #expect(trainer.runsInLanes)
            try await trainer.run()
            states.append(trainer.state)
        }
        #expect(states[0] == states[1])
    }

    /// In lanes and node by node, with a batch of whole blocks for the statistics, the same is learned up to rounding.
    @Test(arguments: bothForms)
    func formsAgree(_ model: SmallModel, _ loss: TrainingLoss) async throws {
        let plan = SmallModel.plan(loss, "sgd", batch: 48)
        var (one, other) = (try trainer(model, plan), try trainer(model, plan, form: .nodes))
        #expect(one.runsInLanes && !other.runsInLanes)
        try await one.run()
        try await other.run()
        for (a, b) in zip(one.state.weights, other.state.weights) { #expect(abs(a - b) < 1e-4) }
        for (a, b) in zip(one.state.statistics, other.state.statistics) { #expect(abs(a - b) < 1e-4) }
    }

    /// Stopped after each step and taken up again from the bytes, with another number of threads.
    @Test(arguments: SmallModel.allCases, Optimiser.named.keys.sorted())
    func stopsDoNotMatter(_ model: SmallModel, _ optimiser: String) async throws {
        let plan = SmallModel.plan(.squares(sigmoid: true), optimiser)
        let validation = TrainingData<Float>(SmallModel.samples(seed: 9), elements: 12)
        var whole = try trainer(model, plan)
        try await whole.run(validation: validation)
        let store = MemoryStore()
        for stop in 1...plan.steps {
            var part = try trainer(model, plan, threads: 1 + stop % 2)
            try part.resume(from: store)
            #expect(part.state.step == stop - 1)
            try await part.run(validation: validation, store: store) { $0.step < stop }
        }
        var last = try trainer(model, plan)
        try last.resume(from: store)
        #expect(last.state == whole.state)
        #expect(last.state.best != nil)
    }

    /// A process that is killed leaves the last state that was written; what comes after is computed again.
    @Test func whatWasNotWrittenIsComputedAgain() async throws {
        var whole = try trainer(.convolution)
        try await whole.run()
        for kill in 1..<12 {
            let store = MemoryStore()
            store.writesLeft = kill
            var killed = try trainer(.convolution)
            await #expect(throws: MemoryStore.Killed.self) { try await killed.run(store: store, every: .zero) }
            var next = try trainer(.convolution)
            try next.resume(from: store)
            #expect(next.state.step == kill)
            try await next.run()
            #expect(next.state == whole.state)
        }
    }

    @Test func damagedAndForeignStatesAreRefused() async throws {
        let store = MemoryStore()
        var trainer = try trainer(.dense)
        try await trainer.run(store: store)
        let bytes = try #require(try store.read())
        for place in [0, 20, 40, bytes.count / 2, bytes.count - 1] {
            store.bytes = bytes
            store.bytes![place] ^= 4
            #expect(throws: Failure.self) { try trainer.resume(from: store) }
        }
        for count in [0, 15, 100, bytes.count - 1] {
            store.bytes = Array(bytes.prefix(count))
            #expect(throws: Failure.self) { try trainer.resume(from: store) }
        }
        store.bytes = bytes
        var other = try self.trainer(.dense, SmallModel.plan(steps: 13))
        let failure = #expect(throws: Failure.self) { try other.resume(from: store) }
        #expect(failure?.code == "other-training")
        try trainer.resume(from: store)
    }

    /// The best weights are those at the lowest validation loss; patience ends a training.
    @Test func theBestWeightsAreKept() async throws {
        var plan = SmallModel.plan(steps: 200)
        (plan.looks, plan.patience, plan.rate) = (100, 3, LearningRate(0.3))
        var trainer = try trainer(.dense, plan)
        let validation = TrainingData<Float>(SmallModel.samples(seed: 3), elements: 12)
        var seen: [Double] = []
        try await trainer.run(validation: validation) { progress in
            progress.validationLoss.map { seen.append($0) }
            return true
        }
        let best = try #require(trainer.state.best)
        #expect(best.loss == seen.min() && trainer.state.step < 200)
        #expect(seen.suffix(3).allSatisfy { $0 >= best.loss })
        var evaluation = try Evaluation(trainer.trainable, plan, validation)
        #expect(try evaluation.loss(weights: best.weights, statistics: best.statistics) == best.loss)
        let again = try TrainableGraph(trainer.trained).start(as: Float.self)
        #expect(again.weights == best.weights)
    }

    @Test func lossesThatAreNoNumbersEndIt() async throws {
        var plan = SmallModel.plan(.squares(sigmoid: false), "sgd", steps: 500)
        plan.rate = LearningRate(1e6)
        var trainer = try trainer(.dense, plan)
        let failure = await #expect(throws: Failure.self) { try await trainer.run() }
        #expect(failure?.code == "diverged")
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let trainable = try TrainableGraph(SmallModel.dense.graph())
        let samples: [Float] = SmallModel.samples()
        func refused(_ plan: TrainingPlan, _ data: TrainingData<Float>) {
            #expect(throws: Failure.self) { try Trainer(trainable, plan: plan, data: data) }
        }
        refused(SmallModel.plan(), TrainingData(samples, elements: 10))
        refused(SmallModel.plan(.crossEntropy), TrainingData(samples, elements: 12))
        let labels = LossTargets<Float>(labels: Array(repeating: 12, count: 50))
        refused(SmallModel.plan(.crossEntropy), TrainingData(samples, elements: 12, targets: labels))
        refused(SmallModel.plan(.sparse(SparsePenalty())), TrainingData(samples, elements: 12))
        refused(
            SmallModel.plan(.contrastive(temperature: 0.5)), TrainingData(Array(samples.dropLast(12)), elements: 12))
    }
}

/// A store that ends the process, as far as a training can tell, when it has written so often.
final class MemoryStore: StateStore {
    struct Killed: Error {}

    var bytes: [UInt8]?
    var writesLeft = Int.max

    func read() -> [UInt8]? { bytes }

    func write(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        writesLeft -= 1
        if writesLeft == 0 { throw Killed() }
    }
}
