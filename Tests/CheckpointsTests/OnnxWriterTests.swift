// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// A graph that is written and read back computes the same; ONNX keeps attributes (slopes, ε) in float32.
@Suite(.timeLimit(.minutes(10))) struct OnnxWriterTests {
    static let otherModels = ["layers.keras", "branches.h5"].map { "keras/" + $0 } + ["pt2/core.pt2", "pt2/rows.pt2"]

    private func check(_ file: String, batch: Int = 2, sampleShape: [Int]? = nil) throws {
        let graph = try Checkpoint(folder: Fixtures.folder, file: file).graph
        let written = try Checkpoint(OnnxWriter.bytes(of: graph)).graph
        #expect(written.inputs.map(\.name) == graph.inputs.map(\.name))
        #expect(written.outputs.map(\.name) == graph.outputs.map(\.name))
        var (mine, other) = (
            try Execution<Double>(graph, batch: batch, sampleShape: sampleShape),
            try Execution<Double>(written, batch: batch, sampleShape: sampleShape)
        )
        var generator = SeededGenerator(seed: 31)
        let x = Tensor(
            shape: [batch, mine.sampleCount],
            elements: (0..<batch * mine.sampleCount).map { _ in Double.random(in: 0...1, using: &generator) })
        mine.forward(x)
        other.forward(x)
        #expect(other.outputShape == mine.outputShape && other.outputName == mine.outputName)
        expectClose(other.output.elements, mine.output.elements)
        expectClose(
            other.inputGradient(output: mine.output).elements, mine.inputGradient(output: mine.output).elements)
        #expect(other.firstConvolution?.maps == mine.firstConvolution?.maps)
    }

    /// NaN is close to NaN.
    private func expectClose(_ found: [Double], _ wanted: [Double]) {
        let scale = max(1, wanted.filter(\.isFinite).map { abs($0) }.max() ?? 1)
        #expect(found.count == wanted.count)
        let isClose = zip(found, wanted).allSatisfy { found, wanted in
            found == wanted || found.isNaN && wanted.isNaN || abs(found - wanted) < 1e-6 * scale
        }
        #expect(isClose)
    }

    @Test(arguments: RealExportTests.exports.map(\.file)) func checkpoints(_ file: String) throws {
        try check("checkpoints/" + file)
    }

    @Test(arguments: otherModels) func models(_ file: String) throws { try check(file) }

    /// Every operator, in the form that each opset gives it.
    @Test(arguments: OnnxRuntimeTests.cases.keys.sorted()) func operators(_ name: String) throws {
        let shape = try #require(OnnxRuntimeTests.cases[name]).shape
        try check("onnx/\(name).onnx", batch: shape[0], sampleShape: Array(shape.dropFirst()))
    }

    /// An output that is an input, a constant, or two outputs in one.
    @Test func outputsOfOddKinds() throws {
        var graph = Graph()
        graph.inputs = [.init(name: "value1", value: 0, shape: [nil, 3])]
        graph.constants[2] = .real(Tensor(shape: [3], elements: [1, 2, 3]))
        graph.nodes = [.init(name: "n", operation: Binary(.add), inputs: [0, 2], outputs: [1])]
        graph.outputs = [
            .init(name: "y", value: 1), .init(name: "again", value: 1), .init(name: "x", value: 0),
            .init(name: "weight2", value: 2),
        ]
        let written = try Checkpoint(OnnxWriter.bytes(of: graph)).graph
        #expect(written.outputs.map(\.name) == ["y", "again", "x", "weight2"])
        for (name, wanted) in [("y", [2, 3, 4]), ("again", [2, 3, 4]), ("x", [1, 1, 1])] as [(String, [Double])] {
            var execution = try Execution<Double>(written, batch: 1, output: name)
            execution.forward(Tensor(repeating: 1, shape: [1, 3]))
            #expect(execution.output.elements == wanted)
        }
    }

    /// Training mode is kept, with its settings and its running statistics.
    @Test func trainingMode() throws {
        var graph = Graph(inputs: [.init(name: "x", value: 0, shape: [nil, 2])])
        for value in 1...4 { graph.constants[value] = .real(Tensor(shape: [2], elements: [1, 2])) }
        graph.nodes = [
            .init(
                name: "n", operation: TrainingNormalization(epsilon: 0.25, momentum: 0.5), inputs: [0, 1, 2, 3, 4],
                outputs: [5, 6, 7])
        ]
        graph.outputs = [.init(name: "y", value: 5), .init(name: "m", value: 6), .init(name: "v", value: 7)]
        let written = try Checkpoint(OnnxWriter.bytes(of: graph)).graph
        let operation = try #require(written.nodes.first?.operation as? TrainingNormalization)
        #expect(operation.epsilon == 0.25 && operation.momentum == 0.5)
        #expect(written.nodes[0].outputs == written.outputs.map(\.value) && written.outputs.count == 3)
    }

    private struct Odd: Operation {
        var name: String { "Odd" }
        func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] { [] }
        func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { [] }
    }

    @Test func operationsWithoutAForm() {
        var graph = Graph(inputs: [.init(name: "x", value: 0, shape: [nil, 3])])
        graph.nodes = [.init(name: "strange", operation: Odd(), inputs: [0], outputs: [1])]
        let failure = #expect(throws: Failure.self) { _ = try OnnxWriter.bytes(of: graph) }
        #expect(failure?.code == "cannot-write" && failure?.node == "strange")
    }
}
