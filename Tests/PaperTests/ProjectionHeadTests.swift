// SPDX-License-Identifier: Apache-2.0
import Attacks
import Models
import Tensors
import Testing

/// The contrastive criterion (paper 4.6) on a projection head that SimCLR's loss has trained on Fashion-MNIST, by
/// `Tests/Fixtures/contrastive/make.py`: the stored values judged by the views of the attack, and by others.
@Suite(.enabled(if: Subject.hasFashion), .timeLimit(.minutes(10))) struct ProjectionHeadTests {
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

    /// Of the samples, how many are adversarial under the views that the attack saw, and under fresh ones as well.
    private struct Rates: CustomStringConvertible {
        var count = 0
        var successes = 0
        var fresh = 0

        var asr: Double { Double(successes) / Double(count) }
        var description: String { "ASR \(asr), fresh-view ASR \(Double(fresh) / Double(count))" }

        mutating func add(_ seen: [Judgement], fresh judged: [Judgement]) {
            let isSuccess = seen.map { $0.isFeasible && $0.isChanged }
            count += seen.count
            successes += isSuccess.count { $0 }
            fresh += zip(isSuccess, judged).count { $0 && $1.isFeasible }
        }
    }

    private func judge(
        _ z: Tensor<Float>, _ batch: Batch<Float>, _ model: inout Execution<Float>, into rates: inout Rates
    ) -> [Judgement] {
        let seen = parameters.judge(stored: z, against: batch, model: &model)
        var unseen = batch
        unseen.usesFreshViews = true
        rates.add(seen, fresh: parameters.judge(stored: z, against: unseen, model: &model))
        return seen
    }

    /// Each δ with its signs drawn anew, so of the same size, and stored as 8 bits.
    private func scrambled(_ z: Tensor<Float>, _ batch: Batch<Float>) -> Tensor<Float> {
        var stream = RandomStream(seed: 5, sample: UInt64(batch.indices[0]), purpose: .gaussianNoise)
        var result = z
        for index in z.elements.indices {
            let x = batch.x.elements[index]
            let change = stream.uniform() < 0.5 ? z.elements[index] - x : x - z.elements[index]
            result.elements[index] = (min(max(x + change, 0), 1) * 255).rounded() / 255
        }
        return result
    }

    /// Success is that of two pairs of views; how much of it holds under others is a finding, not a bar. Noise of the same
    /// size stands beside it.
    @Test func uaed() throws {
        var model = try subject.execution(Self.chunk)
        let attack = MinMax<Float>(parameters: parameters, seed: 0)
        var (rates, noise, all) = (Rates(), Rates(), [Outcome<Float>]())
        for start in stride(from: 0, to: Self.count, by: Self.chunk) {
            var batch = try subject.batch(start..<start + Self.chunk)
            batch.reference = reference
            let outcomes = try attack.run(batch, model: &model)
            let d = batch.sampleCount
            let stored = outcomes.enumerated().flatMap { $1.z ?? Array(batch.x.elements[$0 * d..<($0 + 1) * d]) }
            let z = Tensor(shape: batch.x.shape, elements: stored)
            let judged = judge(z, batch, &model, into: &rates)
            #expect(zip(judged, outcomes).allSatisfy { ($0.isFeasible && $0.isChanged) == $1.isFeasible })
            _ = judge(scrambled(z, batch), batch, &model, into: &noise)
            all += outcomes
        }
        print("contrastive: \(rates), of noise of the same size: \(noise); \(Figures(all))")
        #expect(rates.asr >= 0.85)
        #expect(rates.asr > noise.asr + 0.2)
        #expect(rates.fresh > 0)
    }
}
