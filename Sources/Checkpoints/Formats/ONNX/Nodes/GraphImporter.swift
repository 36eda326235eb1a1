// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// Converts ONNX's graph to a ``Models/Graph``: names become values, initializers constants, nodes operations.
struct GraphImporter {
    private var builder: GraphBuilder
    private let limits: Limits
    private var values: [String: Graph.ValueID] = [:]

    init(tensors: TensorReader, limits: Limits) {
        builder = GraphBuilder(tensors: tensors)
        self.limits = limits
    }

    var externalFiles: [String] { builder.tensors.external.files }

    /// - Throws: `Failure` (refused), with the node's name if a node is at fault.
    mutating func graph(of model: ModelProto) throws -> Graph {
        let opset = try OpsetVersion(model.operatorSets).version
        let proto = model.graph
        guard !proto.hasSparseInitializers else {
            throw Failure.refused("unsupported-type", "has sparse weights", hint: "export the model with dense weights")
        }
        try readInitializers(proto.initializers)
        try readInputs(proto.inputs)
        let nodes = try NodeOrder(proto.nodes, given: Set(values.keys)).sorted()
        let read = Set(proto.nodes.flatMap(\.inputs) + proto.outputs.map(\.name))
        for node in nodes { try convert(node, opset: opset, functions: model.functions, read: read) }
        try readOutputs(proto.outputs)
        return builder.graph
    }

    private mutating func readInitializers(_ tensors: [TensorProto]) throws {
        for tensor in tensors {
            guard values[tensor.name] == nil else { throw Self.duplicate("initializer", tensor.name) }
            values[tensor.name] = try builder.constant(tensor)
        }
    }

    /// An input of the same name as an initializer is a constant. One that takes bytes is fed with real numbers: the model's
    /// own cast makes them so.
    private mutating func readInputs(_ inputs: [ValueInfoProto]) throws {
        var seen: Set<String> = []
        for input in inputs {
            guard seen.insert(input.name).inserted else { throw Self.duplicate("input", input.name) }
            guard values[input.name] == nil else { continue }
            guard let type = input.elementType.flatMap(ElementType.init), type.kind == .real || type == .uint8 else {
                throw Failure.refused(
                    "input-type", "the model's input \(input.name) does not take real numbers",
                    hint: "export the model with a float32 tensor as its only input")
            }
            values[input.name] = builder.input(input.name, shape: try shape(input))
        }
    }

    /// The declared extents; nil for an extent that is only named.
    private func shape(_ input: ValueInfoProto) throws -> [Int?] {
        guard let extents = input.shape else {
            throw Failure.refused(
                "input-shape", "the model does not state the shape of its input \(input.name)",
                hint: "export the model with every dimension fixed except the first")
        }
        let shape = extents.map { $0.flatMap { $0 > 0 ? Int($0) : nil } }
        _ = try limits.count(shape.compactMap(\.self), limit: limits.inputElements, "the input \(input.name)")
        return shape
    }

    private mutating func readOutputs(_ outputs: [ValueInfoProto]) throws {
        var seen: Set<String> = []
        for output in outputs {
            guard seen.insert(output.name).inserted else { throw Self.duplicate("output", output.name) }
            builder.output(output.name, try value(output.name))
        }
        guard !outputs.isEmpty else {
            throw Failure.refused("no-output", "the model has no output", hint: "export the model again")
        }
    }

    private static func duplicate(_ what: String, _ name: String) -> Failure {
        .refused(
            "duplicate-name", "the graph has two \(what)s named \(name)",
            hint: "every value of a graph needs a name of its own; export the model again")
    }
}

extension GraphImporter {
    private func value(_ name: String) throws -> Graph.ValueID {
        guard let value = values[name] else {
            throw Failure.refused(
                "unknown-value", "nothing in the graph makes the value \(name)", hint: "export the model again")
        }
        return value
    }

    /// Converts one node by the rule for its operator and opset.
    private mutating func convert(
        _ node: NodeProto, opset: Int, functions: Set<String>, read: Set<String>
    ) throws {
        do {
            let rule = try OperatorTable.standard.rule(for: node, opset: opset, functions: functions)
            let inputs = try node.inputs.map { $0.isEmpty ? nil : try value($0) }
            let call = try NodeCall(node, rule: rule, opset: opset, inputs: inputs, read: read)
            builder.nodeName = node.title
            let outputs = try rule.build(call, &builder)
            try call.refuseUnreadAttributes()
            for (name, id) in zip(node.outputs, outputs) where !name.isEmpty { values[name] = id }
        } catch var failure as Failure {
            failure.node = failure.node ?? node.title
            throw failure
        }
    }
}
