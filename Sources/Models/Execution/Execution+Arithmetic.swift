// SPDX-License-Identifier: Apache-2.0
/// The arithmetic of a model, counted as textbooks count it.
extension Execution {
    /// Multiplications with an addition in one forward pass of one sample: layers with weights.
    public var multiplications: Int { parts[0].schedule.map { multiplications(of: $0) }.reduce(0, +) }

    /// Those of the first convolution.
    public var firstMultiplications: Int {
        parts[0].schedule.first { $0.operation is Conv }.map { multiplications(of: $0) } ?? 0
    }

    /// Bytes that an execution holds while it runs: activations and cotangents.
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
