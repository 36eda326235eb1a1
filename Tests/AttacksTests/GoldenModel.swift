// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Builds the models of the golden files as graphs.
struct GraphBuilder {
    private(set) var graph = Graph()
    private var nextValue = 0

    private mutating func value() -> Graph.ValueID {
        nextValue += 1
        return nextValue - 1
    }

    mutating func input(_ shape: [Int]) -> Graph.ValueID {
        let id = value()
        graph.inputs = [Graph.Input(name: "x", value: id, shape: [nil] + shape)]
        return id
    }

    /// Constants are float32: a double is the sum of two, exact to 2⁻⁴⁸, added when the graph is bound.
    mutating func constant(_ values: [Double], shape: [Int]) -> Graph.ValueID {
        let high = values.map { Float($0) }
        let low = zip(values, high).map { Float($0 - Double($1)) }
        let (first, second) = (value(), value())
        graph.constants[first] = .real(Tensor(shape: shape, elements: high))
        graph.constants[second] = .real(Tensor(shape: shape, elements: low))
        return node(Binary(.add), [first, second])
    }

    mutating func integers(_ values: [Int]) -> Graph.ValueID {
        let id = value()
        graph.constants[id] = .integer(Tensor(shape: [values.count], elements: values.map { Int64($0) }))
        return id
    }

    mutating func node(_ operation: any Operation, _ inputs: [Graph.ValueID?]) -> Graph.ValueID {
        let id = value()
        graph.nodes.append(Graph.Node(name: "n\(id)", operation: operation, inputs: inputs, outputs: [id]))
        return id
    }

    mutating func output(_ id: Graph.ValueID) -> Graph {
        graph.outputs = [Graph.Output(name: "y", value: id)]
        return graph
    }
}

extension GoldenFile {
    var graph: Graph {
        var builder = GraphBuilder()
        var value = builder.input(isImage ? [1, 6, 6] : [x.count])
        for layer in section("model")["layers"] as! [[String: Any]] {
            value = builder.layer(layer, value)
        }
        return builder.output(value)
    }
}

extension GraphBuilder {
    mutating func layer(_ layer: [String: Any], _ input: Graph.ValueID) -> Graph.ValueID {
        let value: Graph.ValueID
        switch layer["op"] as! String {
        case "dense": value = dense(layer, input)
        case "conv2d": value = convolution(layer, input)
        case "maxpool2d": value = node(MaxPool(kernel: [2, 2], strides: [2, 2]), [input])
        case "upsample2d_nearest": value = upsample(input)
        case "flatten": value = flatten(input)
        default: preconditionFailure("unknown layer \(layer)")
        }
        let activation = layer["activation"] as? String ?? ""
        if activation.hasPrefix("sigmoid") { return node(Unary(.sigmoid), [value]) }
        if activation.hasPrefix("relu") { return node(Unary(.relu), [value]) }
        return value
    }

    private mutating func dense(_ layer: [String: Any], _ input: Graph.ValueID) -> Graph.ValueID {
        let bias = numbers(layer["b"])
        let weights = numbers(layer["W_in_out"])
        let b = constant(bias, shape: [bias.count])
        let w = constant(weights, shape: [weights.count / bias.count, bias.count])
        return node(Gemm(), [input, w, b])
    }

    /// Kernels of the files are [row, column, in, out].
    private mutating func convolution(_ layer: [String: Any], _ input: Graph.ValueID) -> Graph.ValueID {
        let kernel = numbers(layer["kernel_HWIO"])
        let bias = numbers(layer["b"])
        let (outputs, inputs) = (bias.count, kernel.count / 9 / bias.count)
        var weights = [Double](repeating: 0, count: kernel.count)
        for tap in 0..<9 {
            for i in 0..<inputs {
                for o in 0..<outputs {
                    weights[(o * inputs + i) * 9 + tap] = kernel[(tap * inputs + i) * outputs + o]
                }
            }
        }
        let w = constant(weights, shape: [outputs, inputs, 3, 3])
        let b = constant(bias, shape: [outputs])
        return node(Conv(padding: .explicit([1, 1, 1, 1])), [input, w, b])
    }

    /// Nearest neighbours, doubled.
    private mutating func upsample(_ input: Graph.ValueID) -> Graph.ValueID {
        let scales = value()
        graph.constants[scales] = .real(Tensor(shape: [4], elements: [1, 1, 2, 2]))
        let resize = Resize(mode: .nearest, coordinates: .asymmetric, nearest: .floor)
        return node(resize, [input, nil, scales])
    }

    /// Row, column, channel: the channel fastest.
    private mutating func flatten(_ input: Graph.ValueID) -> Graph.ValueID {
        let transposed = node(Transpose(permutation: [0, 2, 3, 1]), [input])
        return node(Flatten(axis: 1), [transposed])
    }
}
