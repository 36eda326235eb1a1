// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The nodes and initializers of an ONNX graph while it is being written.
struct OnnxSheet {
    private(set) var nodes: [OnnxNode] = []
    private(set) var constants: [(name: String, value: Graph.Constant)] = []
    private var taken: Set<String>

    /// - Parameter taken: names that are in use already.
    init(taken: Set<String>) {
        self.taken = taken
    }

    /// An unused name: `wish`, with underscores appended if necessary.
    mutating func name(_ wish: String) -> String {
        var name = wish
        while !taken.insert(name).inserted { name += "_" }
        return name
    }

    mutating func add(
        _ type: String, _ inputs: [String?], _ outputs: [String], _ attributes: [(String, OnnxAttribute)] = []
    ) {
        let present = (inputs.lastIndex { $0 != nil } ?? -1) + 1
        nodes.append(
            OnnxNode(type: type, inputs: Array(inputs[..<present]), outputs: outputs, attributes: attributes))
    }

    /// Adds a node for an intermediate value and returns the name of its output.
    mutating func step(_ type: String, _ inputs: [String?], _ attributes: [(String, OnnxAttribute)] = []) -> String {
        let output = name("step")
        add(type, inputs, [output], attributes)
        return output
    }

    mutating func constant(_ value: Graph.Constant, name wish: String = "constant") -> String {
        let name = name(wish)
        constants.append((name, value))
        return name
    }

    mutating func constant(_ values: [Int]) -> String {
        constant(.integer(Tensor(shape: [values.count], elements: values.map { Int64($0) })))
    }

    mutating func constant(_ value: Double) -> String { constant(.real(Tensor(scalar: Float(value)))) }
}
