// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// Transformations by their definitions, and as methods.
@Suite(.timeLimit(.minutes(10))) struct TransformationTests {
    private let tall = ImageGeometry(height: 2, width: 3, channels: 1, isChannelsFirst: false)
    private let x: [Double] = [1, 2, 3, 4, 5, 6]

    @Test func flips() {
        #expect(Flip(.horizontal, tall).apply(x[...], sample: 0) == [3, 2, 1, 6, 5, 4])
        #expect(Flip(.vertical, tall).apply(x[...], sample: 0) == [4, 5, 6, 1, 2, 3])
        let colours = ImageGeometry(height: 1, width: 2, channels: 3, isChannelsFirst: false)
        #expect(Flip(.horizontal, colours).apply(x[...], sample: 0) == [4, 5, 6, 1, 2, 3])
        let planes = ImageGeometry(height: 1, width: 2, channels: 3, isChannelsFirst: true)
        #expect(Flip(.horizontal, planes).apply(x[...], sample: 0) == [2, 1, 4, 3, 6, 5])
    }

    /// A quarter turn moves pixels onto pixels; no turn leaves them; any turn keeps the centre.
    @Test func rotations() {
        let square = ImageGeometry(height: 3, width: 3, channels: 1, isChannelsFirst: false)
        let rotation = Rotation(square, seed: 1)
        let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        #expect(rotation.rotated(x[...], by: 0) == x)
        let turned = rotation.rotated(x[...], by: .pi / 2)
        for (one, other) in zip(turned, [3.0, 6, 9, 2, 5, 8, 1, 4, 7]) { #expect(abs(one - other) < 1e-12) }
        #expect(abs(rotation.rotated(x[...], by: 0.1)[4] - 5) < 1e-12)
        #expect(rotation.apply(x[...], sample: 3) != rotation.apply(x[...], sample: 4))
    }

    @Test func noiseHasItsDeviation() {
        let zeros = [Double](repeating: 0, count: 20_000)
        let noise = GaussianNoise(deviation: 0.01, seed: 5).apply(zeros[...], sample: 2)
        let variance = noise.map { $0 * $0 }.reduce(0, +) / 20_000
        #expect(abs(variance.squareRoot() / 0.01 - 1) < 0.02)
        #expect(GaussianNoise(deviation: 0.01, seed: 5, variant: 1).apply(zeros[...], sample: 2) != noise)
    }

    /// Only storable values come out, and success is what f says of them.
    @Test func aTransformationIsJudgedByTheSameF() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        let batch = scene.batch(Array(0..<16))
        var model = try Execution<Float>(scene.graph, batch: 16)
        let method = TransformationMethod<Float>(
            parameters: scene.parameters, transformation: GaussianNoise(deviation: 0.05, seed: 1))
        let outcomes = try method.run(batch, model: &model)
        let storable = Set((0...255).map { Float($0) / 255 })
        for outcome in outcomes {
            #expect(outcome.isFeasible == (outcome.f <= -1e-4))
            #expect((outcome.z ?? outcome.closest ?? []).allSatisfy { storable.contains($0) })
        }
        #expect(outcomes.contains { $0.isFeasible } && outcomes.contains { !$0.isFeasible })
    }

    /// A combination attacks T(x): its clean loss is that of T(x).
    @Test func theSourceIsTransformedFirst() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        let flip = Flip(.vertical, ImageGeometry(height: 6, width: 6, channels: 1, isChannelsFirst: true))
        let method = TransformedSource<Float>(
            parameters: scene.parameters, transformation: flip, method: scene.attack)
        var model = try Execution<Float>(scene.graph, batch: 4)
        let combined = try method.run(scene.batch([0, 1, 2]), model: &model)
        let values = [0, 1, 2].flatMap { flip.apply(scene.sample($0)[...], sample: $0) }
        let direct = try scene.attack.run(scene.batch([0, 1, 2], values: values), model: &model)
        #expect(combined.map(\.z) == direct.map(\.z) && combined.map(\.lossBefore) == direct.map(\.lossBefore))
    }
}
