// SPDX-License-Identifier: Apache-2.0
/// The usual textbook count of a model's arithmetic.
extension Execution {
    /// Multiply-adds of one sample's forward pass in layers with weights (convolutions and matrix products).
    public var multiplications: Int { parts[0].schedule.map { multiplications(of: $0) }.reduce(0, +) }

    /// Multiply-adds of the first convolution; 0 without one.
    public var firstMultiplications: Int {
        parts[0].schedule.first { $0.operation is Conv }.map { multiplications(of: $0) } ?? 0
    }

    /// Bytes that an execution holds while it runs, for activations and cotangents.
    public var memoryBytes: Int {
        if let lanes { return lanes.blocks.map(\.count).reduce(0, +) * MemoryLayout<Scalar>.stride }
        let values = parts.flatMap { part in part.schedule.flatMap(\.outputs).map { part.values[$0]?.shape ?? [] } }
        return 3 * values.map { $0.reduce(1, *) }.reduce(0, +) * MemoryLayout<Scalar>.stride
    }

    private func multiplications(of node: Graph.Node) -> Int {
        guard node.inputs.count > 1, let weights = node.inputs[1].flatMap({ parts[0].values[$0]?.shape }),
            let input = node.inputs[0].flatMap({ parts[0].values[$0]?.shape }),
            let output = parts[0].values[node.outputs[0]]?.shape
        else { return 0 }
        let batch = max(1, parts[0].batch)
        func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }
        switch node.operation {
        case is Conv: return count(output) / batch * count(weights) / max(1, weights[0])
        case is ConvTranspose: return count(input) / batch * count(weights) / max(1, weights[0])
        case is Gemm, is MatMul: return count(weights)
        default: return 0
        }
    }
}
