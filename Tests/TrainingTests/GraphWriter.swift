// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Builds the models of the golden trainings.
struct GraphWriter {
    let start: [String: Any]
    private(set) var graph = Graph()
    private(set) var named: [(name: String, value: Graph.ValueID)] = []
    private var next = 1

    init(start: [String: Any]) { self.start = start }

    /// Builds a model by its name and returns its code, if it has one.
    mutating func model(_ name: String) -> Graph.ValueID? {
        let shapes = ["dense": [6], "conv_bn": [2, 6, 6], "skip": [1, 4, 4], "classifier": [1, 4, 4]]
        graph.inputs = [.init(name: "x", value: 0, shape: [nil] + shapes[name]!.map { $0 })]
        var code: Graph.ValueID?
        let output: Graph.ValueID
        switch name {
        case "dense":
            code = node(Unary(.sigmoid), [linear(0, "e")])
            output = linear(code!, "d")
        case "conv_bn": output = normalized()
        case "skip": output = skip()
        default: output = classifier()
        }
        graph.outputs = [.init(name: "y", value: output)]
        return code
    }

    private mutating func normalized() -> Graph.ValueID {
        let first = conv(0, "c1", [3, 2, 3, 3], pad: 1, bias: false)
        let statistics = ["weight", "bias", "running_mean", "running_var"].map { constant("bn.\($0)", [3]) }
        let standard = node(BatchNormalization(), [first] + statistics)
        let pooled = node(MaxPool(kernel: [2, 2], strides: [2, 2]), [node(Unary(.relu), [standard])])
        let second = node(Unary(.relu), [conv(pooled, "c2", [4, 3, 3, 3], pad: 1)])
        return node(
            ConvTranspose(strides: [2, 2]), [second, constant("t.weight", [4, 2, 2, 2]), constant("t.bias", [2])])
    }

    private mutating func skip() -> Graph.ValueID {
        let h = node(Activation(.swish(alpha: 1)), [conv(0, "c", [4, 1, 3, 3], pad: 1, stride: 2)])
        let k = node(Binary(.add), [h, conv(h, "g", [4, 2, 3, 3], pad: 1, groups: 2)])
        let flat = node(Flatten(axis: 1), [node(Concat(axis: 1), [h, k])])
        let standard = node(LayerNormalization(), [flat, constant("n.weight", [32]), constant("n.bias", [32])])
        let output = linear(node(Activation(.gelu), [standard]), "l", [16, 32])
        next += 1
        graph.constants[next] = .integer(Tensor(shape: [4], elements: [-1, 1, 4, 4]))
        return node(Reshape(), [output, next])
    }

    private mutating func classifier() -> Graph.ValueID {
        let h = node(Unary(.tanh), [conv(0, "c", [3, 1, 3, 3])])
        return linear(node(Flatten(axis: 1), [h]), "l", [3, 12])
    }

    private mutating func linear(_ x: Graph.ValueID, _ name: String, _ shape: [Int]? = nil) -> Graph.ValueID {
        let shape = shape ?? (name == "e" ? [4, 6] : [6, 4])
        return node(
            Gemm(transposeB: true), [x, constant("\(name).weight", shape), constant("\(name).bias", [shape[0]])])
    }

    private mutating func conv(
        _ x: Graph.ValueID, _ name: String, _ shape: [Int], pad: Int = 0, stride: Int = 1, groups: Int = 1,
        bias: Bool = true
    ) -> Graph.ValueID {
        let operation = Conv(
            padding: .explicit([pad, pad, pad, pad]), strides: [stride, stride], groups: groups)
        let weights = constant("\(name).weight", shape)
        return node(operation, [x, weights, bias ? constant("\(name).bias", [shape[0]]) : nil])
    }

    private mutating func constant(_ name: String, _ shape: [Int]) -> Graph.ValueID {
        next += 1
        graph.constants[next] = .real(Tensor(shape: shape, elements: numbers(start[name]).map { Float($0) }))
        named.append((name, next))
        return next
    }

    private mutating func node(_ operation: any Operation, _ inputs: [Graph.ValueID?]) -> Graph.ValueID {
        next += 1
        graph.nodes.append(.init(name: "n\(next)", operation: operation, inputs: inputs, outputs: [next]))
        return next
    }
}
