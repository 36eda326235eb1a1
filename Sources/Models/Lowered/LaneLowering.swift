// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The form in lanes of one node of a graph, or of an upsampling together with the convolution that reads it.
struct LaneLowering<Scalar: Real> {
    /// nil if the result has the same elements in the same order.
    let step: LaneStep<Scalar>?
    let result: Graph.ValueID
    /// Elements of a sample's result.
    let count: Int
    /// Number of schedule nodes that it replaces.
    let nodes: Int

    /// nil if there is no form in lanes.
    ///
    /// - Parameter value: the value that the node must read; no other node may read it.
    init?(_ graph: BoundGraph<Scalar>, at index: Int, reading value: Graph.ValueID) {
        let node = graph.schedule[index]
        guard node.inputs.first == value, graph.isReadOnce(value), let from = graph.sampleShape(value),
            let to = graph.sampleShape(node.outputs[0]), node.outputs.count == 1
        else { return nil }
        if let factors = graph.repetition(node), let fused = Self.fused(graph, index, factors) {
            self = fused
            return
        }
        let inPlace = value != graph.inputValue && value != graph.features?.value
        let weights = node.inputs.dropFirst().map { $0.flatMap { graph.constant($0) } }
        guard zip(node.inputs.dropFirst(), weights).allSatisfy({ $0 == nil || $1 != nil || graph.isInteger($0!) })
        else { return nil }
        switch Self.lowered(node.operation, from, to, weights, graph, node, inPlace: inPlace) {
        case .none: return nil
        case .some(let step): self.step = step
        }
        result = node.outputs[0]
        count = to.reduce(1, *)
        nodes = 1
    }

    private init(step: LaneStep<Scalar>, result: Graph.ValueID, count: Int, nodes: Int) {
        self.step = step
        self.result = result
        self.count = count
        self.nodes = nodes
    }

    /// nil if there is no form, .some(nil) if there is nothing to do.
    private static func lowered(
        _ operation: any Operation, _ from: [Int], _ to: [Int], _ weights: [Tensor<Scalar>?],
        _ graph: BoundGraph<Scalar>, _ node: Graph.Node, inPlace: Bool
    ) -> LaneStep<Scalar>?? {
        switch operation {
        case is Identity, is Dropout, is Reshape, is Flatten, is Squeeze, is Unsqueeze:
            return from.reduce(1, *) == to.reduce(1, *) ? .some(nil) : nil
        case let unary as Unary:
            return inPlace ? LaneActivation(unary.function).map { .activation($0) } : nil
        case let convolution as Conv:
            return Self.convolution(convolution, from, weights, (1, 1)).map { .convolution($0) }
        case let pool as MaxPool:
            guard !pool.givesIndices, from.count <= 3, let window = try? pool.window([1] + from) else { return nil }
            return LanePooling(window, planes: from[0]).map { .pooling($0) }
        case let gemm as Gemm: return Self.dense(gemm, from, weights).map { .dense($0) }
        case is MatMul: return Self.dense(Gemm(), from, weights).map { .dense($0) }
        default: return Self.picking(node, from, graph).map { .picking($0) }
        }
    }

    private static func convolution(
        _ operation: Conv, _ input: [Int], _ weights: [Tensor<Scalar>?], _ upsampling: (Int, Int)
    ) -> LaneConvolution<Scalar>? {
        guard let kernel = weights.first ?? nil, let geometry = try? operation.geometry([1] + input, kernel.shape)
        else { return nil }
        let bias = weights.count > 1 ? weights[1]?.elements : nil
        return LaneConvolution(geometry, weights: kernel.elements, bias: bias, upsampling: upsampling)
    }

    /// An upsampling by `factors` fused with the convolution that reads it; nil if another node needs its result.
    private static func fused(
        _ graph: BoundGraph<Scalar>, _ index: Int, _ factors: (Int, Int)
    ) -> LaneLowering? {
        let value = graph.schedule[index].outputs[0]
        guard index + 1 < graph.schedule.count, graph.isReadOnce(value), value != graph.outputValue,
            value != graph.features?.value, let input = graph.sampleShape(value)
        else { return nil }
        let next = graph.schedule[index + 1]
        guard let operation = next.operation as? Conv, next.inputs.first == value, next.outputs.count == 1 else {
            return nil
        }
        let weights = next.inputs.dropFirst().map { $0.flatMap { graph.constant($0) } }
        guard let layer = convolution(operation, input, weights, factors) else { return nil }
        return LaneLowering(
            step: .convolution(layer), result: next.outputs[0], count: layer.outputCount, nodes: 2)
    }

    /// y = op(B)ᵀx + c, with Gemm's scalars folded in.
    private static func dense(_ gemm: Gemm, _ input: [Int], _ weights: [Tensor<Scalar>?]) -> LaneDense<Scalar>? {
        guard input.count == 1, !gemm.transposeA, let b = weights.first ?? nil, b.rank == 2 else { return nil }
        let (inputs, outputs) = gemm.transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
        guard inputs == input[0] else { return nil }
        var matrix = gemm.transposeB ? b.elements : b.transposed([1, 0]).elements
        if gemm.alpha != 1 { matrix = matrix.map { $0 * Scalar(gemm.alpha) } }
        var bias = [Scalar](repeating: 0, count: outputs)
        if weights.count > 1, let c = weights[1] {
            guard c.count == outputs || c.count == 1 else { return nil }
            for index in bias.indices { bias[index] = Scalar(gemm.beta) * c.elements[c.count == 1 ? 0 : index] }
        }
        return LaneDense(matrix, bias: bias, inputs: inputs, outputs: outputs)
    }

    /// Operators that only move elements; the table results from applying them to the numbers of a sample's elements.
    private static func picking(
        _ node: Graph.Node, _ from: [Int], _ graph: BoundGraph<Scalar>
    ) -> LanePicking? {
        let movesOnly: Bool
        switch node.operation {
        case let transpose as Transpose: movesOnly = transpose.permutation?.first == 0
        default: movesOnly = graph.repetition(node) != nil
        }
        let count = from.reduce(1, *)
        guard movesOnly, count < 1 << 24, var numbered = graph.numbered(node, from, count) else { return nil }
        numbered.removeLast(numbered.count - numbered.count / graph.batch)
        return LanePicking(numbered, inputCount: count)
    }
}
