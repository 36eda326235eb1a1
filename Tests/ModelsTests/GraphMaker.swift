// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

/// Writes a graph value by value; weights are scattered numbers of the size that keeps values near 1.
final class GraphMaker {
    let input: Graph.ValueID = 0
    private var result: Graph
    private var next = 1

    init(_ shape: [Int]) {
        result = Graph(inputs: [.init(name: "x", value: 0, shape: [nil] + shape.map { $0 })])
    }

    func graph(_ output: Graph.ValueID) -> Graph {
        result.outputs = [.init(name: "y", value: output)]
        return result
    }

    private func value() -> Graph.ValueID {
        next += 1
        return next - 1
    }

    func add(_ constant: Graph.Constant) -> Graph.ValueID {
        let id = value()
        result.constants[id] = constant
        return id
    }

    func weights(_ shape: [Int], around middle: Float = 0) -> Graph.ValueID {
        let numbers = LaneModel.numbers(shape.reduce(1, *), seed: UInt64(next))
        let fan = Float(max(1, shape.dropFirst().reduce(1, *))).squareRoot()
        return add(.real(Tensor(shape: shape, elements: numbers.map { middle + Float(($0 - 0.45) * 3) / fan })))
    }

    func op(_ operation: any Operation, _ inputs: Graph.ValueID?...) -> Graph.ValueID {
        let id = value()
        result.nodes.append(.init(name: "n\(id)", operation: operation, inputs: inputs, outputs: [id]))
        return id
    }

    func split(_ x: Graph.ValueID, axis: Int, into parts: Int) -> [Graph.ValueID] {
        let ids = (0..<parts).map { _ in value() }
        let operation = Split(axis: axis, parts: parts)
        result.nodes.append(.init(name: "n\(ids[0])", operation: operation, inputs: [x], outputs: ids))
        return ids
    }

    func unary(_ function: UnaryFunction, _ x: Graph.ValueID) -> Graph.ValueID { op(Unary(function), x) }

    func pair(_ function: BinaryFunction, _ x: Graph.ValueID, _ y: Graph.ValueID) -> Graph.ValueID {
        op(Binary(function), x, y)
    }

    /// A convolution, by default of a padding that keeps a 3×3 kernel's extent.
    func conv(
        _ x: Graph.ValueID, _ shape: [Int], stride: Int = 1, pad: Int = 1, bias: Bool = true
    ) -> Graph.ValueID {
        let operation = Conv(padding: .explicit([pad, pad, pad, pad]), strides: [stride, stride])
        return op(operation, x, weights(shape), bias ? weights([shape[0]]) : nil)
    }

    /// A transposed convolution of stride 2.
    func up(_ x: Graph.ValueID, _ shape: [Int], pad: Int = 1) -> Graph.ValueID {
        op(
            ConvTranspose(padding: .explicit([pad, pad, pad, pad]), strides: [2, 2]), x, weights(shape),
            weights([shape[1]]))
    }

    func batchNorm(_ x: Graph.ValueID, _ count: Int) -> Graph.ValueID {
        let variance = LaneModel.numbers(count, seed: UInt64(next)).map { Float(0.5 + $0) }
        return op(
            BatchNormalization(), x, weights([count], around: 1), weights([count]), weights([count]),
            add(.real(Tensor(shape: [count], elements: variance))))
    }

    func pool(_ x: Graph.ValueID) -> Graph.ValueID { op(MaxPool(kernel: [2, 2], strides: [2, 2]), x) }

    func resize(_ x: Graph.ValueID, _ factor: Float) -> Graph.ValueID {
        let scales = add(.real(Tensor(shape: [4], elements: [1, 1, factor, factor])))
        return op(Resize(mode: .nearest, coordinates: .asymmetric, nearest: .floor), x, nil, scales)
    }
}
