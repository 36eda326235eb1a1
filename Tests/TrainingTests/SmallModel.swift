// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

@testable import Training

/// Small models that learn, and data to learn from.
enum SmallModel: CaseIterable {
    case dense, convolution, normalized

    /// 12 numbers to 12 numbers, of images 3×4 pixels.
    func graph() -> Graph {
        var maker = SmallGraph(shape: self == .dense ? [12] : [1, 3, 4])
        switch self {
        case .dense:
            let code = maker.node(Unary(.sigmoid), maker.linear(0, 12, 5))
            return maker.graph(maker.linear(code, 5, 12))
        case .convolution:
            let hidden = maker.node(Unary(.relu), maker.conv(0, [4, 1, 3, 3]))
            return maker.graph(maker.conv(hidden, [1, 4, 3, 3]))
        case .normalized:
            let hidden = maker.norm(maker.conv(0, [4, 1, 3, 3]), 4)
            return maker.graph(maker.conv(maker.node(Unary(.relu), hidden), [1, 4, 3, 3]))
        }
    }

    /// 50 samples near a plane.
    static func samples<Scalar: Real>(_ count: Int = 50, seed: UInt64 = 1, as _: Scalar.Type = Scalar.self) -> [Scalar]
    {
        (0..<count).flatMap { sample in
            var stream = RandomStream(seed: seed, sample: UInt64(sample), purpose: .gaussianNoise)
            let (a, b) = (stream.uniform(), stream.uniform())
            return (0..<12).map { Scalar(0.5 + 0.4 * (a - 0.5) * Double($0 % 3) + 0.3 * (b - 0.5) * Double($0 / 4)) }
        }
    }

    static func plan(
        _ loss: TrainingLoss = .squares(sigmoid: false), _ optimiser: String = "adam", batch: Int = 40, steps: Int = 12
    ) -> TrainingPlan {
        TrainingPlan(
            loss: loss, optimiser: Optimiser.named[optimiser]!, rate: LearningRate(0.01, course: .cosine),
            batch: batch, steps: steps, seed: 7, looks: 4)
    }
}

/// Writes a graph node by node.
struct SmallGraph {
    private var made = Graph()
    private var next = 0

    init(shape: [Int]) { made.inputs = [.init(name: "x", value: 0, shape: [nil] + shape.map { $0 })] }

    mutating func graph(_ output: Graph.ValueID) -> Graph {
        var graph = made
        graph.outputs = [.init(name: "y", value: output)]
        return graph
    }

    mutating func constant(_ shape: [Int], _ value: Float = 0) -> Graph.ValueID {
        next += 1
        made.constants[next] = .real(Tensor(repeating: value, shape: shape))
        return next
    }

    mutating func node(_ operation: any Operation, _ inputs: Graph.ValueID?...) -> Graph.ValueID {
        next += 1
        made.nodes.append(.init(name: "n\(next)", operation: operation, inputs: inputs, outputs: [next]))
        return next
    }

    mutating func linear(_ x: Graph.ValueID, _ inputs: Int, _ outputs: Int) -> Graph.ValueID {
        let (weights, bias) = (constant([inputs, outputs]), constant([outputs]))
        return node(Gemm(), x, weights, bias)
    }

    /// A convolution that keeps a 3×3 kernel's extent.
    mutating func conv(_ x: Graph.ValueID, _ shape: [Int]) -> Graph.ValueID {
        let (weights, bias) = (constant(shape), constant([shape[0]]))
        return node(Conv(padding: .explicit([1, 1, 1, 1])), x, weights, bias)
    }

    mutating func norm(_ x: Graph.ValueID, _ channels: Int) -> Graph.ValueID {
        let parts = [1, 0, 0, 1].map { constant([channels], $0) }
        return node(BatchNormalization(), x, parts[0], parts[1], parts[2], parts[3])
    }
}
