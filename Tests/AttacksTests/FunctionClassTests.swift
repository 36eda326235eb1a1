// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// The released critic's layers (a 2×2 convolution to 16, dense 512, dense 10 on each branch; ReLU of the sum; dense 1
/// without bias) have nothing non-linear before the ReLU: each branch is one affine map of a row, so the released critic
/// and T(x, y) = w·relu(Ax + By + b) are the same class of functions.
@Suite(.timeLimit(.minutes(10))) struct FunctionClassTests {
    private let K = 3
    private let side = 4
    private let hidden = 10
    private var length: Int { side * side }

    /// A branch with weights of its own, as a model of a row.
    private func branch(_ seed: UInt64) -> Graph {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .criticStart)
        func uniform(_ count: Int) -> [Double] { (0..<count).map { _ in stream.uniform(in: -0.3...0.3) } }
        var builder = GraphBuilder()
        let row = builder.input([1, side, side])
        let kernel = builder.constant(uniform(16 * 4), shape: [16, 1, 2, 2])
        let convolved = builder.node(Conv(), [row, kernel, builder.constant(uniform(16), shape: [16])])
        var value = builder.node(Flatten(axis: 1), [convolved])
        var width = 16 * (side - 1) * (side - 1)
        for units in [512, hidden] {
            let weights = builder.constant(uniform(width * units), shape: [width, units])
            value = builder.node(Gemm(), [value, weights, builder.constant(uniform(units), shape: [units])])
            width = units
        }
        return builder.output(value)
    }

    private func apply(_ graph: Graph, _ rows: [Double]) throws -> [Double] {
        let count = rows.count / length
        var model = try Execution<Double>(graph, batch: count)
        model.forward(Tensor(shape: [count, length], elements: rows))
        return model.output.elements
    }

    /// The map's matrix, H×d', and its constant, found at 0 and at the unit vectors.
    private func collapsed(_ graph: Graph) throws -> (matrix: [Double], bias: [Double]) {
        let bias = try apply(graph, Array(repeating: 0, count: length))
        let basis = (0..<length * length).map { $0 % (length + 1) == 0 ? 1.0 : 0 }
        let images = try apply(graph, basis)
        let matrix = (0..<hidden * length).map { index in
            images[index % length * hidden + index / length] - bias[index / length]
        }
        return (matrix, bias)
    }

    @Test func releasedLayersCollapse() throws {
        let (left, right) = (branch(1), branch(2))
        var stream = RandomStream(seed: 3, sample: 0, purpose: .criticStart)
        let (x, y) = (
            (0..<K * length).map { _ in stream.gaussian() }, (0..<K * length).map { _ in stream.gaussian() }
        )
        let w = (0..<hidden).map { _ in stream.gaussian() }
        let (u, v) = (try apply(left, x), try apply(right, y))
        func T(_ i: Int, _ j: Int) -> Double {
            (0..<hidden).reduce(0) { $0 + w[$1] * max(0, u[i * hidden + $1] + v[j * hidden + $1]) }
        }
        let joint = (0..<K).map { T($0, $0) }.reduce(0, +) / Double(K)
        let pairs = (0..<K * K).map { Double.exp(T($0 / K, $0 % K)) }.reduce(0, +)
        let expected = joint - Double.log(pairs / Double(K * K))

        let ((A, a), (B, b)) = (try collapsed(left), try collapsed(right))
        let weights = CriticWeights(
            hidden: hidden, rowLength: length, left: A, right: B, bias: zip(a, b).map { $0 + $1 }, output: w)
        let parameters = Parameters.preset(.uaed, sampling: .convolution, elementShape: [side, side, 1])
        var critic = PlainCritic<Double>(
            weights, source: x, offset: 0, shape: CriticShape(rows: K, hidden: hidden, rowLength: length),
            optimiser: Optimiser(parameters))
        critic.observe(y, offset: 0)
        #expect(abs(critic.estimate(permutation: nil) - expected) < 1e-9 * max(1, abs(expected)))
        #expect(A.count == hidden * length && abs(expected) > 1e-3)
    }
}
