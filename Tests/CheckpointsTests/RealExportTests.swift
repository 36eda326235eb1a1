// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Checkpoints

/// Models that PyTorch (both exporters) and tf2onnx wrote compute what their frameworks computed in float64.
@Suite(.timeLimit(.minutes(10))) struct RealExportTests {
    struct Export: Sendable, CustomTestStringConvertible {
        var file: String
        var values: String
        var sampleShape: [Int]
        var testDescription: String { file }
    }

    static let exports: [Export] = [
        Export(file: "conv_torch.onnx", values: "conv", sampleShape: [1, 28, 28]),
        Export(file: "conv_torch_dynamo.onnx", values: "conv", sampleShape: [1, 28, 28]),
        // One channel: height, width and channel lie as channel, height and width do.
        Export(file: "conv_tf2onnx.onnx", values: "conv", sampleShape: [28, 28, 1]),
        Export(file: "dense_torch.onnx", values: "dense", sampleShape: [784]),
        Export(file: "dense_tf2onnx.onnx", values: "dense", sampleShape: [784]),
        Export(file: "sparse_torch.onnx", values: "sparse", sampleShape: [784]),
        Export(file: "cnn_torch.onnx", values: "cnn", sampleShape: [1, 28, 28]),
        Export(file: "mice_torch.onnx", values: "mice", sampleShape: [77]),
        Export(file: "mice_torch_dynamo.onnx", values: "mice", sampleShape: [77]),
        Export(file: "conv_torch.safetensors", values: "conv", sampleShape: [1, 28, 28]),
        Export(file: "dense_torch.safetensors", values: "dense", sampleShape: [784]),
        Export(file: "sparse_torch.safetensors", values: "sparse", sampleShape: [784]),
        Export(file: "cnn_torch.safetensors", values: "cnn", sampleShape: [1, 28, 28]),
        Export(file: "mice_torch.safetensors", values: "mice", sampleShape: [77]),
        Export(file: "conv_torch.pt2", values: "conv", sampleShape: [1, 28, 28]),
        Export(file: "conv_keras.h5", values: "conv", sampleShape: [28, 28, 1]),
        Export(file: "dense_keras.h5", values: "dense", sampleShape: [784]),
        Export(file: "sparse_keras.h5", values: "sparse", sampleShape: [784]),
        Export(file: "cnn_keras.h5", values: "cnn", sampleShape: [28, 28, 1]),
        Export(file: "conv_keras.keras", values: "conv", sampleShape: [28, 28, 1]),
        Export(file: "dense_keras.keras", values: "dense", sampleShape: [784]),
        Export(file: "sparse_keras.keras", values: "sparse", sampleShape: [784]),
        Export(file: "cnn_keras.keras", values: "cnn", sampleShape: [28, 28, 1]),
    ]

    /// NAME_io.json.
    struct Values: Decodable {
        var x: [[Double]]
        var delta: [[Double]]
        var y: [[Double]]
        var y_adv: [[Double]]
        var loss: [Double]
        var grad: [[Double]]
        var loss_def: String
        var label: [Int]?
    }

    @Test(arguments: exports) func singlePrecision(_ export: Export) throws {
        try check(export, Float.self, output: 1e-4, gradient: 1e-3)
    }

    @Test(arguments: exports) func doublePrecision(_ export: Export) throws {
        try check(export, Double.self, output: 1e-12, gradient: 1e-12)
    }

    private func check<T: Real>(_ export: Export, _: T.Type, output: Double, gradient: Double) throws {
        let checkpoint = try Checkpoint(folder: Fixtures.folder + "/checkpoints", file: export.file)
        let values: Values = try Fixtures.json("checkpoints/\(export.values)_io.json")
        var execution = try Execution<T>(checkpoint.graph, batch: 3)
        #expect(execution.sampleShape == export.sampleShape)
        let clean = values.x.joined().map { T($0) }
        let shape = [3, execution.sampleCount]
        execution.forward(Tensor(shape: shape, elements: clean))
        #expect(deviation(execution.output.elements, Array(values.y.joined())) < output)
        let moved = zip(values.x.joined(), values.delta.joined()).map { T($0 + $1) }
        execution.forward(Tensor(shape: shape, elements: moved))
        #expect(deviation(execution.output.elements, Array(values.y_adv.joined())) < output)

        let cotangent = try cotangent(values, execution.output, clean)
        let found = execution.inputGradient(output: cotangent).elements
        let wanted = Array(values.grad.joined())
        let largest = try #require(wanted.map { abs($0) }.max())
        #expect(deviation(found, wanted) < gradient * largest, "\(export.file)")
    }

    /// Gradient of the loss that `loss_def` names with respect to the output.
    private func cotangent<T: Real>(_ values: Values, _ output: Tensor<T>, _ x: [T]) throws -> Tensor<T> {
        if values.loss_def == "sum((x-AE(x+delta))^2)" {
            return Tensor(shape: output.shape, elements: zip(output.elements, x).map { 2 * ($0 - $1) })
        }
        #expect(values.loss_def == "logit_y(x+d)-max_{j!=y} logit_j(x+d), y=argmax logits(x)")
        var result = Tensor<T>(zeros: output.shape)
        for (row, label) in try #require(values.label).enumerated() {
            let logits = output.elements[row * 10..<row * 10 + 10]
            let rival = try #require(
                (0..<10).filter { $0 != label }.max { logits[row * 10 + $0] < logits[row * 10 + $1] })
            result.elements[row * 10 + label] = 1
            result.elements[row * 10 + rival] = -1
        }
        return result
    }

    @Test func filesAreNamedOnce() throws {
        let folder = Fixtures.folder + "/checkpoints"
        #expect(try Checkpoint(folder: folder, file: "conv_torch.onnx").files == ["conv_torch.onnx"])
        #expect(
            try Checkpoint(folder: folder, file: "conv_torch_dynamo.onnx").files == [
                "conv_torch_dynamo.onnx", "conv_torch_dynamo.onnx.data",
            ])
        #expect(
            try Checkpoint(folder: Fixtures.folder, file: "checkpoints/mice_torch_dynamo.onnx").files == [
                "checkpoints/mice_torch_dynamo.onnx", "checkpoints/mice_torch_dynamo.onnx.data",
            ])
    }

    @Test func firstConvolutionIsFound() throws {
        let checkpoint = try Checkpoint(folder: Fixtures.folder + "/checkpoints", file: "conv_tf2onnx.onnx")
        let first = try #require(try Execution<Float>(checkpoint.graph, batch: 2).firstConvolution)
        #expect(first.maps == 16 && first.length == 784 && first.node == "model/conv2d/BiasAdd")
    }
}
