// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The graph that an import has built so far.
struct GraphBuilder {
    private(set) var graph = Graph()
    var tensors: TensorReader
    /// The node or layer that is being converted; all operations that it becomes carry this name.
    var nodeName = ""
    /// The element types of constants as the file states them; the engine's own kinds are fewer.
    private(set) var types: [Graph.ValueID: ElementType] = [:]
    private var count = 0

    /// - Parameter tensors: reads the constants of an ONNX graph.
    init(tensors: TensorReader) {
        self.tensors = tensors
    }

    private mutating func fresh() -> Graph.ValueID {
        defer { count += 1 }
        return count
    }

    mutating func constant(_ value: Graph.Constant) -> Graph.ValueID {
        let id = fresh()
        graph.constants[id] = value
        return id
    }

    mutating func constant(_ tensor: TensorProto) throws -> Graph.ValueID {
        let id = constant(try tensors.constant(tensor))
        types[id] = ElementType(rawValue: tensor.type)
        return id
    }

    mutating func input(_ name: String, shape: [Int?]) -> Graph.ValueID {
        let id = fresh()
        graph.inputs.append(Graph.Input(name: name, value: id, shape: shape))
        return id
    }

    mutating func output(_ name: String, _ value: Graph.ValueID) {
        graph.outputs.append(Graph.Output(name: name, value: value))
    }

    /// Adds an operation and returns the values of its `outputs` outputs.
    mutating func add(
        _ operation: any Operation, inputs: [Graph.ValueID?], outputs: Int
    ) -> [Graph.ValueID] {
        let ids = (0..<outputs).map { _ in fresh() }
        graph.nodes.append(Graph.Node(name: nodeName, operation: operation, inputs: inputs, outputs: ids))
        return ids
    }

    /// Adds an operation and returns the value of its only output.
    mutating func add(_ operation: any Operation, _ inputs: Graph.ValueID?...) -> Graph.ValueID {
        let id = fresh()
        graph.nodes.append(Graph.Node(name: nodeName, operation: operation, inputs: inputs, outputs: [id]))
        return id
    }
}
