import Attacks
import Models
import Tensors
import Testing

/// The contrastive criterion (paper 4.6) on a projection head that SimCLR's loss has trained on Fashion-MNIST, by
/// `Tests/Fixtures/contrastive/make.py`: the stored values judged by the views of the attack, and by others.
@Suite(.enabled(if: Subject.hasFashion)) struct ProjectionHeadTests {
    private static let count = 128
    private static let chunk = 64
    private let subject: Subject
    private let parameters: Parameters
    private let reference: ContrastiveReference<Float>

    init() throws {
        subject = try Subject("head")
        parameters = try subject.parameters(.uaed, .contrastive)
        let subject = subject
        var model = try subject.execution(Self.chunk)
        let samples = ContrastiveReference<Float>.choose(of: ContrastiveReference<Float>.mostSamples, seed: 0)
        reference = try #require(
            try ContrastiveReference<Float>(
                samples: samples,
                geometry: ImageGeometry(height: 28, width: 28, channels: 1, isChannelsFirst: true), seed: 0,
                model: &model
            ) { try subject.batch(samples[$0.lowerBound]..<samples[$0.upperBound - 1] + 1).x })
    }

    /// What became of the samples, and whether each is adversarial under fresh views as well.
    private struct Attacked {
        var outcomes: [Outcome<Float>] = []
        var survives: [Bool] = []
        var lossBefore: [Double] = []
        var lossAfter: [Double] = []

        var freshRate: Double { Double(survives.count { $0 }) / Double(survives.count) }
    }

    private func attacked() throws -> Attacked {
        var model = try subject.execution(Self.chunk)
        let attack = MinMax<Float>(parameters: parameters, seed: 0)
        var result = Attacked()
        for start in stride(from: 0, to: Self.count, by: Self.chunk) {
            var batch = try subject.batch(start..<start + Self.chunk)
            batch.reference = reference
            let outcomes = try attack.run(batch, model: &model)
            let d = batch.sampleCount
            let stored = outcomes.enumerated().flatMap { $1.z ?? Array(batch.x.elements[$0 * d..<($0 + 1) * d]) }
            let z = Tensor(shape: batch.x.shape, elements: stored)
            for (outcome, judgement) in zip(outcomes, parameters.judge(stored: z, against: batch, model: &model)) {
                #expect(judgement.isFeasible == outcome.isFeasible && judgement.isChanged == outcome.isFeasible)
            }
            batch.usesFreshViews = true
            let fresh = parameters.judge(stored: z, against: batch, model: &model)
            result.survives += zip(outcomes, fresh).map { $0.isFeasible && $1.isFeasible }
            result.lossBefore += fresh.map(\.lossBefore)
            result.lossAfter += fresh.map(\.lossAfter)
            result.outcomes += outcomes
        }
        return result
    }

    @Test func uaed() throws {
        let attacked = try attacked()
        let figures = Figures(attacked.outcomes)
        let (before, after) = (median(attacked.lossBefore), median(attacked.lossAfter))
        print("contrastive: \(figures), fresh-view ASR \(attacked.freshRate); loss \(before) → \(after)")
    }
}
