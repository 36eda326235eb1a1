// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Checkpoints

/// PyTorch's and Keras's exports compute what onnxruntime computes with the same files, on the same images and rows
/// (Fixtures/checkpoints/run_onnxruntime.py).
@Suite(.timeLimit(.minutes(10))) struct RealOnnxRuntimeTests {
    private struct Inputs: Decodable { var x: [[Double]] }

    @Test func sameOutputsAsOnnxRuntime() throws {
        let outputs: [String: [[Double]]] = try Fixtures.json("checkpoints/onnxruntime.json")
        #expect(outputs.count == 9)
        for (file, expected) in outputs.sorted(by: { $0.key < $1.key }) {
            let model = try #require(file.split(separator: "_").first)
            let inputs: Inputs = try Fixtures.json("checkpoints/\(model)_io.json")
            let checkpoint = try Checkpoint(folder: Fixtures.folder + "/checkpoints", file: file)
            var execution = try Execution<Float>(checkpoint.graph, batch: expected.count)
            let x = inputs.x.joined().map { Float($0) }
            execution.forward(Tensor(shape: [expected.count, execution.sampleCount], elements: x))
            let worst = zip(execution.output.elements, expected.joined()).map { abs(Double($0) - $1) }.max()
            #expect(execution.output.count == expected.joined().count)
            #expect(try #require(worst) < 1e-4, "\(file)")
        }
    }
}
