// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Checkpoints

/// Keras 3 models (Fixtures/keras/make.py) compute what Keras computed: every layer, odd extents, branches.
@Suite(.timeLimit(.minutes(10))) struct KerasLayerTests {
    struct Case: Decodable, Sendable {
        var shape: [Int]
        var x: [Double]
        var y: [Double]
    }

    @Test(arguments: ["layers.keras", "layers.h5", "branches.keras", "branches.h5"])
    func matches(_ file: String) throws {
        let cases: [String: Case] = try Fixtures.json("keras/expected.json")
        let expected = try #require(cases[String(file.prefix { $0 != "." })])
        let checkpoint = try Checkpoint(folder: Fixtures.folder + "/keras", file: file)
        #expect(checkpoint.files == [file])
        #expect(deviation(try checkpoint.output(expected.x, batch: expected.shape[0]), expected.y) < 1e-5)
    }

    /// One Transpose from [N, H, W, C] and one back are enough for a chain of image layers.
    @Test func fewTransposes() throws {
        let graph = try Checkpoint(folder: Fixtures.folder + "/checkpoints", file: "conv_keras.keras").graph
        #expect(graph.nodes.count { $0.operation is Transpose } == 2)
    }

    @Test func firstConvolutionIsFound() throws {
        for file in ["conv_keras.keras", "conv_keras.h5"] {
            let graph = try Checkpoint(folder: Fixtures.folder + "/checkpoints", file: file).graph
            let first = try #require(try Execution<Float>(graph, batch: 2).firstConvolution)
            #expect(first.maps == 16 && first.length == 784 && first.node == "conv2d")
        }
    }

    @Test func namesInSnakeCase() {
        let names = [
            "Conv2D": "conv2d", "MaxPooling2D": "max_pooling2d", "Conv2DTranspose": "conv2d_transpose",
            "LeakyReLU": "leaky_re_lu", "ReLU": "re_lu", "ELU": "elu", "BatchNormalization": "batch_normalization",
            "GlobalAveragePooling2D": "global_average_pooling2d", "InputLayer": "input_layer",
        ]
        for (name, wanted) in names { #expect(KerasGroups.snakeCase(name) == wanted) }
    }
}
