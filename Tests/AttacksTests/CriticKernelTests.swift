// SPDX-License-Identifier: Apache-2.0
import Kernels
import Tensors
import Testing

@testable import Attacks

/// The C kernels against the plain loops beside them.
@Suite(.timeLimit(.minutes(10))) struct CriticKernelTests {
    struct Case: Sendable, CustomStringConvertible {
        let rows: Int
        let hidden: Int
        var description: String { "K=\(rows) H=\(hidden)" }
    }

    static let cases = [(4, 10), (8, 10), (16, 10), (17, 10), (32, 10), (33, 3), (64, 10), (500, 10)]
        .map(Case.init(rows:hidden:))

    @Test(arguments: cases) func allPairs(_ size: Case) {
        compare(size, permutation: nil)
    }

    @Test(arguments: cases) func permuted(_ size: Case) {
        var stream = RandomStream(seed: 2, sample: 0, purpose: .evaluationPermutation)
        var permutation = [Int32](repeating: 0, count: size.rows)
        stream.permute(&permutation)
        compare(size, permutation: permutation)
    }

    private func compare(_ size: Case, permutation: [Int32]?) {
        let shape = CriticShape(rows: size.rows, hidden: size.hidden, rowLength: 784)
        let critic = RandomCritic(shape)
        var (fast, plain) = (PairGradients<Float>(shape), PairGradients<Double>(shape))
        let value = Float.estimate(
            shape, u: critic.u, v: critic.v, b: critic.b, w: critic.w, permutation: permutation, into: &fast)
        let expected = DonskerVaradhan.estimate(
            shape, u: critic.u.map(Double.init), v: critic.v.map(Double.init), b: critic.b.map(Double.init),
            w: critic.w.map(Double.init), permutation: permutation, into: &plain)
        #expect(abs(Double(value) - expected) < 1e-5 * max(1, abs(expected)))
        #expect(relativeError(fast.left, plain.left) < 1e-5)
        #expect(relativeError(fast.right, plain.right) < 1e-5)
        #expect(relativeError(fast.bias, plain.bias) < 1e-5)
        #expect(relativeError(fast.output, plain.output) < 1e-5)
    }

    @Test(arguments: cases) func spanStep(_ size: Case) {
        let shape = CriticShape(rows: size.rows, hidden: size.hidden, rowLength: 784)
        let critic = RandomCritic(shape)
        let rows =
            critic.numbers(shape.rows * shape.rowLength)
            + [Float](repeating: 0, count: (shape.stride - shape.rows) * shape.rowLength)
        let matrix = critic.numbers(shape.matrixCount, seed: 8)
        var fast = SpanCoefficients<Float>(shape)
        SpanAnchor(matrix, shape).project(rows, &fast)
        var plain = SpanCoefficients<Double>(shape)
        SpanAnchor(matrix.map(Double.init), shape).project(rows.map(Double.init), &plain)
        for n in 1...3 {
            let gradient = critic.padded(seed: UInt64(20 + n))
            Float.ascend(&fast, along: gradient, step(n))
            plain.ascend(along: gradient.map(Double.init), step(n))
        }
        #expect(relativeError(fast.projection, plain.projection) < 1e-5)
        #expect(relativeError(fast.coefficients, plain.coefficients) < 1e-5)
        #expect(relativeError(fast.momentProjection, plain.momentProjection) < 1e-5)
        #expect(abs(Double(fast.second) / plain.second - 1) < 1e-5)
    }

    private func step<Scalar: Real>(_ n: Int) -> BlockAdamStep<Scalar> {
        let parameters = Parameters.preset(.uaed, sampling: .convolution, elementShape: [28, 28, 1])
        return BlockAdamStep(Optimiser(parameters), rate: Scalar(0.003 / Double(n)))
    }

    /// A value that is not finite shows in I: relu would otherwise hide it.
    @Test(arguments: [Float.nan, .infinity, -.infinity]) func infection(_ value: Float) {
        let shape = CriticShape(rows: 16, hidden: 10, rowLength: 784)
        var critic = RandomCritic(shape)
        critic.v[3 * shape.stride + 5] = value
        var gradients = PairGradients<Float>(shape)
        for permutation in [nil, Array(Int32(0)..<16)] {
            let estimate = Float.estimate(
                shape, u: critic.u, v: critic.v, b: critic.b, w: critic.w, permutation: permutation, into: &gradients)
            #expect(!estimate.isFinite)
        }
    }

    /// I ≤ log K whatever the critic when all pairs stand for the marginals: the diagonal is among them.
    @Test func allPairsIsBoundedByLogK() {
        let shape = CriticShape(rows: 16, hidden: 10, rowLength: 784)
        var critic = RandomCritic(shape)
        critic.w = critic.w.map { $0 * 100 }
        var gradients = PairGradients<Float>(shape)
        let value = Float.estimate(
            shape, u: critic.u, v: critic.v, b: critic.b, w: critic.w, permutation: nil, into: &gradients)
        #expect(value <= Float.log(16) + 1e-4)
    }
}

/// Largest difference in units of the largest expected value.
func relativeError(_ values: [Float], _ expected: [Double]) -> Double {
    let scale = expected.map(abs).max() ?? 0
    return zip(values, expected).map { abs(Double($0) - $1) }.max()! / max(scale, 1e-30)
}

/// Projections and weights from Philox, padded as ``CriticShape`` says.
struct RandomCritic {
    let shape: CriticShape
    var u: [Float] = []
    var v: [Float] = []
    var b: [Float] = []
    var w: [Float] = []

    init(_ shape: CriticShape) {
        self.shape = shape
        u = padded(seed: 1)
        v = padded(seed: 2)
        b = numbers(shape.hidden, seed: 3)
        w = numbers(shape.hidden, seed: 4)
    }

    func numbers(_ count: Int, seed: UInt64 = 5) -> [Float] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<count).map { _ in Float(stream.gaussian()) }
    }

    func padded(seed: UInt64) -> [Float] {
        var result = numbers(shape.projectionCount, seed: seed)
        for index in result.indices where index % shape.stride >= shape.rows { result[index] = 0 }
        return result
    }
}
