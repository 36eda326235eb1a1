// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Training

/// What a graph learns, and what it begins with.
@Suite(.timeLimit(.minutes(10))) struct FirstWeightTests {
    private func variance(_ values: ArraySlice<Double>) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    /// The variance of uniform numbers in ±√(6/fan) is 2/fan.
    @Test func kernelsFollowTheirFans() throws {
        var maker = SmallGraph(shape: [8, 16, 16])
        let first = maker.node(Unary(.relu), maker.conv(0, [32, 8, 3, 3]))
        let second = maker.node(Unary(.tanh), maker.conv(first, [16, 32, 3, 3]))
        let (kernel, bias) = (maker.constant([16, 24, 2, 2]), maker.constant([24]))
        let up = maker.node(ConvTranspose(strides: [2, 2]), second, kernel, bias)
        let flat = maker.node(Flatten(axis: 1), up)
        let trainable = try TrainableGraph(maker.graph(maker.linear(flat, 24 * 32 * 32, 2)))
        let start: [Double] = trainable.fresh(seed: 3).weights
        let roles = trainable.weights.map(\.role)
        #expect(
            roles == [
                .kernel(fanIn: 72, fanOut: 288), .offset, .kernel(fanIn: 288, fanOut: 144), .offset,
                .kernel(fanIn: 16, fanOut: 96), .offset, .kernel(fanIn: 24_576, fanOut: 2), .offset,
            ])
        let wanted = [2.0 / 72, 2.0 / 432, 2.0 / 112, 2.0 / 24_578]
        for (weight, expected) in zip(trainable.weights.filter { $0.role != .offset }, wanted) {
            let found = variance(start[weight.range])
            #expect(abs(found / expected - 1) < 0.1, "\(weight.role): \(found), not \(expected)")
        }
        for weight in trainable.weights where weight.role == .offset {
            #expect(start[weight.range].allSatisfy { $0 == 0 })
        }
        #expect(start != trainable.fresh(seed: 4).weights && start == trainable.fresh(seed: 3).weights)
    }

    @Test func statisticsBeginAtNothing() throws {
        let trainable = try TrainableGraph(SmallModel.normalized.graph())
        let start = trainable.fresh(seed: 1, as: Float.self)
        #expect(start.statistics == [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(trainable.weights.map(\.role).contains(.factor) && trainable.mixesSamples)
    }

    /// Numbers that scale the data, one number alone, and settings are not learned.
    @Test func constantsAreNotLearned() throws {
        var maker = SmallGraph(shape: [2, 4, 4])
        let mean = maker.constant([2, 1, 1], 0.5)
        let deviation = maker.constant([2, 1, 1], 0.25)
        let scaled = maker.node(Binary(.divide), maker.node(Binary(.subtract), 0, mean), deviation)
        let half = maker.node(Binary(.multiply), scaled, maker.constant([1], 0.5))
        let trainable = try TrainableGraph(maker.graph(maker.conv(half, [3, 2, 3, 3])))
        #expect(trainable.weights.map(\.shape) == [[3, 2, 3, 3], [3]])
    }

    /// A weight that reaches its layer transposed is learned where it is stored.
    @Test func transposedWeights() async throws {
        var maker = SmallGraph(shape: [12])
        let stored = maker.constant([5, 12])
        let hidden = maker.node(MatMul(), 0, maker.node(Transpose(permutation: [1, 0]), stored))
        let graph = maker.graph(maker.linear(maker.node(Unary(.relu), hidden), 5, 12))
        let trainable = try TrainableGraph(graph)
        #expect(trainable.weights.map(\.shape) == [[5, 12], [5, 12], [12]])
        #expect(trainable.weights[0].role == .kernel(fanIn: 12, fanOut: 5) && trainable.weights[0].isRectified)
        var trainer = try Trainer<Double>(
            trainable, plan: SmallModel.plan(), data: TrainingData(SmallModel.samples(), elements: 12))
        _ = try await trainer.step()
        #expect(trainer.gradient[trainable.weights[0].range].contains { $0 != 0 })
    }
}
