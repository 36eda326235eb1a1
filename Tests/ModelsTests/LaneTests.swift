// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// The form in lanes against the form by nodes: outputs, feature maps and both gradients, in Double to rounding and in
/// float32 within its precision.
@Suite(.timeLimit(.minutes(10))) struct LaneTests {
    static let models = LaneModel.allCases

    @Test(arguments: models) func double(_ model: LaneModel) throws {
        try agree(model, batch: 17, within: 1e-12, as: Double.self)
    }

    @Test(arguments: models) func float(_ model: LaneModel) throws {
        try agree(model, batch: 35, within: 2e-5, as: Float.self)
    }

    @Test func aSampleDoesNotSeeItsNeighbours() throws {
        var model = try Execution<Float>(LaneModel.paper.graph(), batch: 16, form: .lanes)
        var z = LaneModel.numbers(16 * model.sampleCount, seed: 3).map { Float($0) }
        model.forward(Tensor(shape: [16, model.sampleCount], elements: z))
        let before = Array(model.output.elements[..<model.outputCount])
        for index in model.sampleCount..<z.count { z[index] = .nan }
        model.forward(Tensor(shape: [16, model.sampleCount], elements: z))
        #expect(Array(model.output.elements[..<model.outputCount]) == before)
        #expect(model.output.elements[model.outputCount...].allSatisfy { $0.isNaN })
    }

    @Test(arguments: LaneGraphModel.allCases) func branchesInDouble(_ model: LaneGraphModel) throws {
        try agree(model.graph(), "\(model)", batch: 17, within: 1e-11, as: Double.self)
    }

    @Test(arguments: LaneGraphModel.allCases) func branchesInFloat(_ model: LaneGraphModel) throws {
        try agree(model.graph(), "\(model)", batch: 19, within: 5e-5, as: Float.self)
    }

    @Test(arguments: LaneGraphModel.allCases) func onlyWhatHasNoFormRunsByNodes(_ model: LaneGraphModel) throws {
        let lanes = try #require(try Execution<Float>(model.graph(), batch: 16).lanes)
        #expect(lanes.hasNodes == model.hasNodes)
    }

    /// Sweeps may run in any order, and again: none overwrites what another one needs.
    @Test(arguments: LaneGraphModel.allCases) func sweepsRunInAnyOrder(_ model: LaneGraphModel) throws {
        var lanes = try Execution<Float>(model.graph(), batch: 16, form: .lanes)
        let z = LaneModel.numbers(16 * lanes.sampleCount, seed: 1).map { Float($0) }
        lanes.forward(Tensor(shape: [16, lanes.sampleCount], elements: z))
        let maps = lanes.featureMaps
        let output = Tensor(repeating: Float(0.5), shape: lanes.output.shape)
        let features = maps.map { Tensor(repeating: Float(0.25), shape: $0.shape) }
        let first = lanes.inputGradient(output: output)
        let second = features.map { lanes.inputGradient(output: nil, featureMaps: $0) }
        #expect(lanes.inputGradient(output: output) == first)
        if let features { #expect(lanes.inputGradient(output: nil, featureMaps: features) == second) }
        #expect(lanes.inputGradient(output: output) == first)
        #expect(lanes.featureMaps == maps)
    }

    @Test func whatWouldTakeTooMuchMemoryRunsByNodes() throws {
        for (batch, blocks) in [(1, 1), (16, 1), (17, 2)] {
            let graph = try BoundGraph<Float>(LaneModel.dense.graph(), batch: 16, request: BindingRequest())
            let size = try #require(LaneGraph(graph, batch: batch)).blocks.map(\.count)
            #expect(size.count == blocks && size[0] > 29 * 16)
            #expect(LaneGraph(graph, batch: batch, most: blocks * size[0] - 1) == nil)
        }
    }

    private func agree<Scalar: Real>(
        _ model: LaneModel, batch: Int, within tolerance: Double, as _: Scalar.Type
    ) throws {
        try agree(model.graph(), "\(model)", batch: batch, within: tolerance, as: Scalar.self)
    }

    private func agree<Scalar: Real>(
        _ graph: Graph, _ model: String, batch: Int, within tolerance: Double, as _: Scalar.Type
    ) throws {
        var lanes = try Execution<Scalar>(graph, batch: batch, form: .lanes)
        var nodes = try Execution<Scalar>(graph, batch: batch, form: .nodes)
        #expect(lanes.lanes != nil, "\(model) has no form in lanes")
        let z = Tensor(
            shape: [batch, lanes.sampleCount],
            elements: LaneModel.numbers(batch * lanes.sampleCount, seed: 1).map { Scalar($0) })
        lanes.forward(z)
        nodes.forward(z)
        func compare(_ one: [Scalar], _ other: [Scalar], _ what: String) {
            let scale = Double(other.map { abs($0) }.max() ?? 1)
            let worst = zip(one, other).map { abs(Double($0) - Double($1)) }.max() ?? .infinity
            #expect(one.count == other.count && worst <= tolerance * max(scale, 1e-6), "\(model) \(what): \(worst)")
        }
        compare(lanes.output.elements, nodes.output.elements, "output")
        let cotangent = Tensor(
            shape: lanes.output.shape,
            elements: LaneModel.numbers(lanes.output.count, seed: 2).map { Scalar($0 - 0.5) })
        compare(
            lanes.inputGradient(output: cotangent).elements, nodes.inputGradient(output: cotangent).elements,
            "gradient")
        guard let maps = lanes.featureMaps, let other = nodes.featureMaps else { return }
        compare(maps.elements, other.elements, "feature maps")
        let slopes = Tensor(
            shape: maps.shape, elements: LaneModel.numbers(maps.count, seed: 4).map { Scalar($0 - 0.5) })
        compare(
            lanes.inputGradient(output: nil, featureMaps: slopes).elements,
            nodes.inputGradient(output: nil, featureMaps: slopes).elements, "gradient of the feature maps")
        compare(
            lanes.inputGradient(output: cotangent, featureMaps: slopes).elements,
            nodes.inputGradient(output: cotangent, featureMaps: slopes).elements, "joint gradient")
    }
}
