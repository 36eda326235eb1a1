// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The usual textbook count of a model's arithmetic: multiply-adds of one sample's forward pass in layers with weights
/// (convolutions and matrix products).
public struct ModelArithmetic: Sendable {
    public let multiplications: Int
    /// Those of the first convolution; 0 without one.
    public let firstMultiplications: Int

    init<Scalar: Real>(_ graph: BoundGraph<Scalar>) {
        func count(_ node: Graph.Node) -> Int { Self.multiplications(of: node, graph) }
        multiplications = graph.schedule.map(count).reduce(0, +)
        firstMultiplications = graph.schedule.first { $0.operation is Conv }.map(count) ?? 0
    }

    private static func multiplications<Scalar: Real>(of node: Graph.Node, _ graph: BoundGraph<Scalar>) -> Int {
        guard node.inputs.count > 1, let second = node.inputs[1].flatMap({ graph.values[$0]?.shape }),
            let input = node.inputs[0].flatMap({ graph.values[$0]?.shape }),
            let output = graph.values[node.outputs[0]]?.shape
        else { return 0 }
        let batch = max(1, graph.batch)
        func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }
        switch node.operation {
        case is Conv: return count(output) / batch * count(second) / max(1, second[0])
        case is ConvTranspose: return count(input) / batch * count(second) / max(1, second[0])
        case is Gemm: return count(second)
        case is MatMul: return count(output) / batch * (input.last ?? 1)
        default: return 0
        }
    }
}

extension Execution {
    /// Bytes that an execution holds while it runs, for activations and cotangents.
    public var memoryBytes: Int {
        if let lanes { return lanes.blocks.map(\.count).reduce(0, +) * MemoryLayout<Scalar>.stride }
        let values = parts.flatMap { part in part.schedule.flatMap(\.outputs).map { part.values[$0]?.shape ?? [] } }
        return 3 * values.map { $0.reduce(1, *) }.reduce(0, +) * MemoryLayout<Scalar>.stride
    }
}
