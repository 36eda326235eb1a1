// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// One small model an operator and opset (Fixtures/onnx/make.py) computes what onnxruntime computes, and its gradient
/// is the adjoint of its derivative.
@Suite(.timeLimit(.minutes(10))) struct OnnxRuntimeTests {
    struct Case: Decodable, Sendable {
        struct Output: Decodable, Sendable {
            var shape: [Int]
            var values: [Double]
        }
        var shape: [Int]
        var x: [Double]
        var y: [String: Output]
    }

    static let cases: [String: Case] = (try? Fixtures.json("onnx/expected.json")) ?? [:]

    @Test func everyCaseIsThere() {
        #expect(Self.cases.count >= 160)
    }

    @Test(arguments: cases.keys.sorted()) func matches(_ name: String) throws {
        let expected = try #require(Self.cases[name])
        let graph = try Checkpoint(folder: Fixtures.folder + "/onnx", file: name + ".onnx").graph
        let (batch, sample) = (expected.shape[0], Array(expected.shape.dropFirst()))
        var single = try Execution<Float>(graph, batch: batch, sampleShape: sample)
        single.forward(Tensor(shape: expected.shape, elements: expected.x.map { Float($0) }))
        var double = try Execution<Double>(graph, batch: batch, sampleShape: sample)
        double.forward(Tensor(shape: expected.shape, elements: expected.x))
        let output = try #require(expected.y[single.outputName])
        let scale = max(1, output.values.map { abs($0) }.max() ?? 0)
        #expect(deviation(single.output.elements, output.values) < 1e-5 * scale, "\(single.failure as Any)")
        #expect(deviation(double.output.elements, output.values) < 1e-5 * scale)
        try checkAdjoint(&double, expected.x, batch: batch)
    }

    /// ⟨Jv, u⟩ = ⟨v, Jᵀu⟩, Jv by central differences.
    private func checkAdjoint(_ execution: inout Execution<Double>, _ x: [Double], batch: Int) throws {
        var generator = SeededGenerator(seed: 7)
        let v = x.map { _ in Double.random(in: -1...1, using: &generator) }
        let u = execution.output.map { _ in Double.random(in: -1...1, using: &generator) }
        let shape = [batch, x.count / batch]
        let gradient = execution.inputGradient(output: u).elements
        let step = 1e-6
        func output(_ sign: Double) -> [Double] {
            execution.forward(Tensor(shape: shape, elements: zip(x, v).map { $0 + sign * step * $1 }))
            return execution.output.elements
        }
        let derivative = zip(output(1), output(-1)).map { ($0 - $1) / (2 * step) }
        let left = zip(derivative, u.elements).map { $0 * $1 }.reduce(0, +)
        let right = zip(v, gradient).map { $0 * $1 }.reduce(0, +)
        let size = zip(derivative, u.elements).map { abs($0 * $1) }.reduce(1e-3, +)
        #expect(abs(left - right) < 1e-6 * size, "\(left) and \(right)")
    }
}
