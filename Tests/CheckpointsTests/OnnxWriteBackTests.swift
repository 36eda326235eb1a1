// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Models
import Tensors
import Testing

@testable import Checkpoints

/// New weights in an old file: nothing but the weights' bytes differs.
@Suite(.timeLimit(.minutes(10))) struct OnnxWriteBackTests {
    static let files = ["conv_torch", "cnn_torch", "dense_torch", "mice_torch", "sparse_torch"]

    private func read(_ file: String) throws -> (bytes: [UInt8], graph: Graph) {
        let url = URL(fileURLWithPath: Fixtures.folder).appending(path: "checkpoints/\(file).onnx")
        return (
            Array(try Data(contentsOf: url)),
            try Checkpoint(folder: Fixtures.folder, file: "checkpoints/\(file).onnx").graph
        )
    }

    @Test(arguments: files) func onlyWeightsDiffer(_ file: String) throws {
        let (bytes, graph) = try read(file)
        #expect(try OnnxWriteBack.bytes(bytes, original: graph, trained: graph) == bytes)
        let trainable = try TrainableGraph(graph)
        let start: (weights: [Float], statistics: [Float]) = trainable.start()
        let (weights, statistics) = (start.weights.map { $0 * 1.5 + 0.25 }, start.statistics)
        let changed = trainable.trained(weights: weights, statistics: statistics)
        let written = try OnnxWriteBack.bytes(bytes, original: graph, trained: changed)
        #expect(written.count == bytes.count)
        let again = try TrainableGraph(try Checkpoint(written).graph)
        let found: (weights: [Float], statistics: [Float]) = again.start()
        #expect(found.weights == weights && found.statistics == statistics)
        #expect(zip(written, bytes).filter { $0 != $1 }.count <= 4 * weights.count)
        // The old weights again: the old file again.
        #expect(try OnnxWriteBack.bytes(written, original: changed, trained: graph) == bytes)
    }

    @Test func externalDataIsNotInPlace() throws {
        let (bytes, graph) = try read("conv_torch_dynamo")
        let trainable = try TrainableGraph(graph)
        let start: (weights: [Float], statistics: [Float]) = trainable.start()
        let changed = trainable.trained(weights: start.weights.map { $0 + 1 }, statistics: start.statistics)
        let failure = #expect(throws: Failure.self) {
            try OnnxWriteBack.bytes(bytes, original: graph, trained: changed)
        }
        #expect(failure?.code == "not-in-place")
    }
}
