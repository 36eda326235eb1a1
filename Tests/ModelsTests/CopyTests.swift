// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization
import Tensors
import Testing

@testable import Models

/// An execution is a value.
@Suite(.timeLimit(.minutes(10))) struct CopyTests {
    /// Copies of one execution run on their own threads and give what each gives alone.
    @Test func copiesAreIndependent() throws {
        let model = try Execution<Float>(smallClassifier(), batch: 2)
        let inputs: [Tensor<Float>] = (0..<16).map { seed in
            var draw = Draw(100 + seed)
            return draw.unit([2, 36])
        }
        let expected = try inputs.map { z in
            var copy = model
            return try results(&copy, z).gradient
        }
        let found = Mutex([[Float]](repeating: [], count: inputs.count))
        DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
            var copy = model
            for _ in 0..<20 {
                copy.forward(inputs[index])
                let gradient = (try? results(&copy, inputs[index]).gradient) ?? []
                found.withLock { $0[index] = gradient }
            }
        }
        #expect(found.withLock { $0 } == expected)
    }

    /// A copy taken between forward and gradient keeps its own activations.
    @Test func copiesKeepTheirActivations() throws {
        var (model, draw) = (try Execution<Double>(smallClassifier(), batch: 1), Draw(6))
        let (z, other): (Tensor<Double>, Tensor<Double>) = (draw.unit([1, 36]), draw.unit([1, 36]))
        let cotangent = Tensor<Double>(shape: [1, 5], elements: [1, 0, 0, 0, 0])
        model.forward(z)
        var copy = model
        let before = model.inputGradient(output: cotangent)
        model.forward(other)
        #expect(copy.inputGradient(output: cotangent) == before && model.inputGradient(output: cotangent) != before)
    }
}
