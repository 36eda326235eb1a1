// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Learning in lanes gives the outputs, the gradients of all weights, and the running statistics that it gives node by
/// node.
@Suite(.timeLimit(.minutes(10))) struct LanePassTests {
    @Test(arguments: LaneGraphModel.allCases.filter { $0 != .resized }) func lanesAgree(_ model: LaneGraphModel) throws
    {
        try compare(model.graph(), as: Double.self, within: 1e-9)
        try compare(model.graph(), as: Float.self, within: 2e-3)
    }

    @Test func modelsWithoutWeightsAreRefused() throws {
        let failure = #expect(throws: Failure.self) { try TrainableGraph(LaneGraphModel.resized.graph()) }
        #expect(failure?.code == "no-weights")
    }

    private func compare<T: Real>(_ graph: Graph, as _: T.Type, within tolerance: Double) throws {
        let (trainable, rows) = (try TrainableGraph(graph), 2 * Lanes.count)
        var lanes = try #require(LanePass<T>(trainable, blocks: 2))
        #expect(lanes.meets == trainable.mixesSamples)
        var nodes = try NodePass<Double>(trainable, rows: rows)
        let start: (weights: [T], statistics: [T]) = trainable.start()
        let moved = start.weights.enumerated().map { $0.element * T(1 + 0.1 * Double($0.offset % 7)) }
        let x = LaneModel.numbers(rows * trainable.inputCount, seed: 5).map { T($0) }
        let cotangent = LaneModel.numbers(rows * trainable.outputCount, seed: 6).map { T(Float($0 - 0.5)) }
        var (statistics, output) = (start.statistics, [T](repeating: 0, count: cotangent.count))
        lanes.load(weights: moved)
        var packed = [T](repeating: 0, count: lanes.gradientCount)
        // Again: nothing of a pass may be left in the next.
        for _ in 0..<2 {
            statistics = start.statistics
            packed = packed.map { _ in 0 }
            for block in 0..<2 { lanes.place(x, first: block * Lanes.count, rows: Lanes.count, in: block) }
            try lanes.forward(0..<2, weights: moved, statistics: &statistics)
            for block in 0..<2 {
                lanes.readOutput(block, rows: Lanes.count, into: &output, first: block * Lanes.count)
                lanes.place(output: cotangent, code: nil, first: block * Lanes.count, in: block)
            }
            try lanes.addGradients(0..<2, weights: moved, to: &packed)
        }
        var gradient = [T](repeating: 0, count: trainable.weightCount)
        lanes.unpack(packed, into: &gradient)
        nodes.load(weights: moved.map { Double($0) }, statistics: start.statistics.map { Double($0) })
        try nodes.forward(x.map { Double($0) })
        var (exact, after) = ([Double](repeating: 0, count: trainable.weightCount), start.statistics.map { Double($0) })
        nodes.addGradients(output: cotangent.map { Double($0) }, code: nil, to: &exact)
        nodes.readStatistics(into: &after)
        func agree(_ one: [T], _ other: [Double], _ what: String) {
            let size = max(1, other.map { abs($0) }.max() ?? 1)
            let worst = zip(one, other).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(one.count == other.count && worst <= tolerance * size, "\(what): \(worst) of \(size)")
        }
        agree(output, nodes.output, "outputs")
        agree(statistics, after, "statistics")
        for weight in trainable.weights {
            agree(
                Array(gradient[weight.range]), Array(exact[weight.range]),
                "gradients of weight \(weight.value) \(weight.role)")
        }
    }
}
