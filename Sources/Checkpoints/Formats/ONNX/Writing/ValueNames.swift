// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// The names of a graph's values in the file, and the nodes written so far.
struct ValueNames {
    private(set) var sheet: OnnxSheet
    private var names: [Graph.ValueID: String] = [:]

    init(_ graph: Graph) {
        sheet = OnnxSheet(taken: Set(graph.inputs.map(\.name) + graph.outputs.map(\.name)))
        for input in graph.inputs where graph.constants[input.value] == nil { names[input.value] = input.name }
        // A value takes the name of its output; a value that has a name already is copied at the end.
        let made = Set(graph.nodes.flatMap(\.outputs))
        for output in graph.outputs where made.contains(output.value) && names[output.value] == nil {
            names[output.value] = output.name
        }
        for (id, constant) in graph.constants.sorted(by: { $0.key < $1.key }) {
            names[id] = sheet.constant(constant, name: "weight\(id)")
        }
    }

    private mutating func name(_ id: Graph.ValueID) -> String {
        if let name = names[id] { return name }
        let name = sheet.name("value\(id)")
        names[id] = name
        return name
    }

    mutating func write(_ node: Graph.Node) throws {
        let inputs = node.inputs.map { id in id.map { name($0) } }
        let outputs = node.outputs.map { name($0) }
        guard let operation = node.operation as? any OnnxWritable else {
            throw Failure.refused("cannot-write", "\(node.operation.name) has no form in an ONNX file")
        }
        operation.write(inputs, outputs, to: &sheet)
    }

    mutating func writeOutputs(_ outputs: [Graph.Output]) {
        for output in outputs where names[output.value] != output.name {
            sheet.add("Identity", [name(output.value)], [output.name])
        }
    }
}

/// An operation that has a form in ONNX.
protocol OnnxWritable: Operation {
    /// Adds the nodes that compute `outputs` from `inputs`; an absent input is nil.
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet)
}

extension Array<String?> {
    /// The input at `index`; nil if it is absent or there are fewer inputs.
    func input(_ index: Int) -> String? { index < count ? self[index] : nil }
}
