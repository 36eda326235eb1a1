// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// The contrastive criterion: loss and gradients of the golden file, views and their adjoints, and the whole by central
/// differences.
@Suite(.timeLimit(.minutes(10))) struct ContrastiveTests {
    @Test func goldenLoss() throws {
        let golden = try GoldenFile("contrastive_loss")
        let (a, b) = (numbers(golden.root["view_a"]), numbers(golden.root["view_b"]))
        let raw = numbers(golden.root["reference"])
        let reference = (0..<raw.count / 6).flatMap { UnitVector(raw, $0 * 6, 6).values }
        let loss = ContrastiveLoss(
            views: Array(a[..<6]) + b[..<6] + a[6...] + b[6...], width: 6, reference: reference, excluded: 0..<0,
            temperature: number(golden.root["tau"]))
        var worst = Worst()
        worst.compare([loss.value], [number(golden.root["loss"])], "loss")
        let (slopesA, slopesB) = (numbers(golden.root["grad_view_a"]), numbers(golden.root["grad_view_b"]))
        worst.compare(
            loss.gradient, Array(slopesA[..<6]) + slopesB[..<6] + slopesA[6...] + slopesB[6...], "gradients")
        #expect(worst.value < GoldenTests.tolerance, "\(worst)")
    }

    private static let images = [
        ImageGeometry(height: 6, width: 6, channels: 1, isChannelsFirst: true),
        ImageGeometry(height: 5, width: 7, channels: 3, isChannelsFirst: true),
        ImageGeometry(height: 5, width: 7, channels: 3, isChannelsFirst: false),
    ]

    /// ⟨v(x), w⟩ = ⟨x, vᵀ(w)⟩ for twenty views of each kind of image.
    @Test(arguments: images) func adjoints(_ geometry: ImageGeometry) {
        var numbers = RandomStream(seed: 4, sample: 0, purpose: .gaussianNoise)
        for sample in 0..<20 {
            var stream = RandomStream(seed: 9, sample: UInt64(sample), purpose: .view)
            let view = View(from: &stream, geometry)
            let x = (0..<geometry.count).map { _ in numbers.gaussian() }
            let w = (0..<geometry.count).map { _ in numbers.gaussian() }
            var (seen, pulled) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: x.count))
            view.apply(x[...], into: &seen, offset: 0)
            view.pullBack(w, offset: 0, addingTo: &pulled)
            let left = zip(seen, w).map { $0 * $1 }.reduce(0, +)
            let right = zip(x, pulled).map { $0 * $1 }.reduce(0, +)
            #expect(abs(left - right) < 1e-11)
        }
    }

    /// A constant image stays constant: every weight of crop, contrast and colour sums to 1, and brightness scales.
    @Test(arguments: images) func constantsStayConstant(_ geometry: ImageGeometry) {
        var values = Set<Int>()
        for sample in 0..<60 {
            var stream = RandomStream(seed: 9, sample: UInt64(sample), purpose: .view)
            let view = View(from: &stream, geometry)
            var seen = [Double](repeating: 0, count: geometry.count)
            view.apply([Double](repeating: 0.5, count: geometry.count)[...], into: &seen, offset: 0)
            let spread = seen.max()! - seen.min()!
            #expect(spread < 1e-12 && (0.299...0.701).contains(seen[0]))
            values.insert(Int((seen[0] * 1000).rounded()))
        }
        #expect(values.count > 20)
    }

    private func scene() throws -> (Execution<Double>, Batch<Double>, Parameters) {
        let scene = try Scene<Double>(.uaed, .convolution)
        var model = try Execution<Double>(scene.graph, batch: 4)
        let samples = Array(0..<10)
        let reference = ContrastiveReference<Double>(
            samples: samples, geometry: Self.images[0], seed: 3, model: &model
        ) { range in
            Tensor(shape: [range.count, 36], elements: range.flatMap { scene.sample(samples[$0]) })
        }
        var batch = scene.batch([2, 5, 40])
        batch.reference = reference
        let parameters = Parameters.preset(
            .uaed, sampling: .convolution, objective: .contrastive, elementShape: [6, 6, 1])
        return (model, batch, parameters)
    }

    @Test func wholeGradient() throws {
        var (model, batch, parameters) = try scene()
        var criterion = parameters.criterion(for: batch, at: batch.x.padded(to: 4), model: &model)
        var stream = RandomStream(seed: 1, sample: 0, purpose: .startNoise)
        let z = batch.x.padded(to: 4).map { min(max($0 + stream.uniform(in: -0.1...0.1), 0.01), 0.99) }
        _ = criterion.evaluated(z, samples: 4, model: &model)
        let gradient = criterion.gradient([true, false, true, false], model: &model)
        #expect(gradient.elements[36..<72].allSatisfy { $0 == 0 })
        for index in [3, 17, 30, 72, 90, 107] {
            let slope = [1e-6, -1e-6].map { step in
                var moved = z
                moved.elements[index] += step
                return criterion.evaluated(moved, samples: 4, model: &model)[index / 36]
            }
            #expect(abs(gradient.elements[index] - (slope[0] - slope[1]) / 2e-6) < 1e-5)
        }
    }

    /// MinMax lowers ℓ, judging the stored values agrees, and other views are other losses.
    @Test func attack() throws {
        var (model, batch, parameters) = try scene()
        #expect(parameters.iterations == 20)
        let outcomes = try MinMax<Double>(parameters: parameters, seed: 3).run(batch, model: &model)
        #expect(outcomes.contains { $0.isFeasible })
        let stored = outcomes.enumerated().flatMap { $1.z ?? Array(batch.x.elements[$0 * 36..<($0 + 1) * 36]) }
        let z = Tensor(shape: [3, 36], elements: stored)
        let judged = parameters.judge(stored: z, against: batch, model: &model)
        for (judgement, outcome) in zip(judged, outcomes) where outcome.isFeasible {
            #expect(judgement.isFeasible && judgement.f == outcome.f && judgement.lossAfter < judgement.lossBefore)
        }
        batch.usesFreshViews = true
        let fresh = parameters.judge(stored: z, against: batch, model: &model)
        #expect(zip(fresh, judged).allSatisfy { $0.lossBefore != $1.lossBefore })
    }

    /// One sample alone has nothing to be told apart from.
    @Test func aConstantCriterionIsRefused() throws {
        let scene = try Scene<Double>(.uaed, .convolution)
        var model = try Execution<Double>(scene.graph, batch: 1)
        let reference = ContrastiveReference<Double>(
            samples: [0], geometry: Self.images[0], seed: 3, model: &model
        ) { _ in Tensor(zeros: [1, 36]) }
        #expect(reference == nil)
    }
}
