// SPDX-License-Identifier: Apache-2.0
import Tensors

/// What a lowering asks about weights that are learned.
extension BoundGraph {
    /// Where the elements of a learned constant are in the flat array of all weights, in the constant's shape; nil if it
    /// is not learned.
    func learned(_ value: Graph.ValueID?) -> Tensor<Int32>? {
        guard let value, let places = learned[value], let shape = values[value]?.shape else { return nil }
        return Tensor(shape: shape, elements: places)
    }

    /// The same repeated over one sample of `shape`.
    func learned(_ value: Graph.ValueID?, over shape: [Int]) -> [Int32]? {
        guard let places = learned(value), broadcast(places.shape, [1] + shape) == [1] + shape else { return nil }
        return places.expanded(to: [1] + shape).elements
    }

    /// Whether a node has a form in lanes that gives the gradients of its weights; any other one runs as a node.
    func learnsInLanes(_ node: Graph.Node) -> Bool {
        let places = node.inputs.indices.filter { node.inputs[$0].map { learned[$0] != nil } ?? false }
        guard !places.isEmpty else { return true }
        func dependsOnInput(_ index: Int) -> Bool { node.inputs[index].map { dependent[$0] } ?? false }
        switch node.operation {
        case is Conv, is ConvTranspose, is TrainingNormalization, is LayerNormalization, is InstanceNormalization,
            is GroupNormalization:
            return dependsOnInput(0) && !places.contains(0)
        case let gemm as Gemm: return gemm.alpha == 1 && gemm.beta == 1 && places.contains(1) && dependsOnInput(0)
        case is MatMul: return places == [1]
        case let binary as Binary: return binary.function == .add || binary.function == .multiply
        default: return false
        }
    }
}
