// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Checkpoints

/// Each family of Keras layers computes what Keras computes, and the gradients that PyTorch finds (Fixtures/keras/families.py).
@Suite(.timeLimit(.minutes(10))) struct KerasFamilyTests {
    static let files = [
        "sequences", "images", "activations", "normalizations", "augmentations", "merges", "nested", "shared",
        "functions", "channels", "recurrent", "same_shapes",
    ].flatMap { name in ["keras", "h5"].map { "\(name).\($0)" } }.filter { $0 != "augmentations.h5" }

    @Test(arguments: files) func matches(_ file: String) throws {
        let cases: [String: GradientCase] = try Fixtures.json("keras/families/expected.json")
        let expected = try #require(cases[String(file.prefix { $0 != "." })])
        try expected.check(try Checkpoint(folder: Fixtures.folder + "/keras/families", file: file))
    }

    /// What is read is what is listed.
    @Test func layersAreListed() {
        let names = Checkpoint.kerasLayers
        #expect(names.contains("Dense") && names.contains("LSTM") && names.contains("Add") && names == names.sorted())
    }
}

/// A model's input and output, a cotangent v and the gradient g = Jᵀv.
struct GradientCase: Decodable, Sendable {
    var shape: [Int]
    var x: [Double]
    var y: [Double]
    var v: [Double]
    var g: [Double]

    /// Outputs within 1e-4 and gradients within 1e-3 of the largest value.
    func check(_ checkpoint: Checkpoint) throws {
        let input = Tensor(shape: [shape[0], x.count / shape[0]], elements: x)
        func scale(_ values: [Double]) -> Double { max(1, values.map { abs($0) }.max() ?? 1) }
        var execution = try Execution<Double>(checkpoint.graph, batch: shape[0], sampleShape: Array(shape.dropFirst()))
        execution.forward(input)
        #expect(deviation(execution.output.elements, y) < 1e-4 * scale(y))
        let cotangent = Tensor(shape: execution.output.shape, elements: v)
        let gradient = execution.inputGradient(output: cotangent).elements
        #expect(deviation(gradient, g) < 1e-3 * scale(g))
        var fast = try Execution<Float>(checkpoint.graph, batch: shape[0], sampleShape: Array(shape.dropFirst()))
        fast.forward(input.map { Float($0) })
        #expect(deviation(fast.output.elements.map { Double($0) }, y) < 1e-4 * scale(y), "single precision")
        let single = fast.inputGradient(output: cotangent.map { Float($0) }).elements
        #expect(deviation(single.map { Double($0) }, g) < 1e-3 * scale(g), "single precision")
    }
}
