// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// Converts an exported program and its weights to a ``Models/Graph``.
struct ExportedProgramImporter {
    private let archive: Pt2Archive
    private let limits: Limits
    private var builder: GraphBuilder
    private var budget: TensorBudget
    private var storages: Pt2Storages
    private var values: [String: Graph.ValueID] = [:]
    private var ranks: [String: Int] = [:]
    private var shapes: [String: [Int?]] = [:]
    private var kinds: [String: ElementKind] = [:]

    init(_ archive: Pt2Archive, _ builder: GraphBuilder, limits: Limits) {
        self.archive = archive
        self.builder = builder
        self.limits = limits
        budget = TensorBudget(limits)
        storages = Pt2Storages(limits)
    }

    /// - Throws: `Failure` (refused), with the node's name if a node is at fault.
    mutating func graph(of program: ExportedProgram) throws -> Graph {
        let places = try archive.places()
        for (value, input) in program.inputs {
            guard values[value] == nil else { throw ExportedProgram.malformed("two inputs named \(value)") }
            switch input {
            case .data: try add(input: value, of: program)
            case .weight(let name):
                guard let place = places[name] else { throw ExportedProgram.malformed("no weights named \(name)") }
                let constant = try archive.constant(name, place, &budget, &storages).constant(place.shape)
                note(value, builder.constant(constant), shape: place.shape.map(Optional.some), place.type.kind)
            }
        }
        for node in program.nodes { try convert(node, of: program) }
        for output in program.outputs {
            guard let value = values[output] else { throw ExportedProgram.malformed("an output that nothing makes") }
            builder.output(output, value)
        }
        guard !program.outputs.isEmpty else { throw ExportedProgram.malformed("no output") }
        return builder.graph
    }

    private mutating func note(_ name: String, _ value: Graph.ValueID, shape: [Int?]?, _ kind: ElementKind?) {
        values[name] = value
        ranks[name] = shape?.count
        shapes[name] = shape
        kinds[name] = kind
    }

    private mutating func add(input name: String, of program: ExportedProgram) throws {
        guard program.elementType(of: name)?.kind == .real, let shape = program.shape(of: name) else {
            throw Failure.refused(
                "input-type", "the program's input \(name) does not take real numbers",
                hint: "export the model with a float32 tensor as its only input")
        }
        let extents = shape.map { $0.flatMap { $0 > 0 ? $0 : nil } }
        _ = try limits.count(extents.compactMap(\.self), limit: limits.inputElements, "the input \(name)")
        note(name, builder.input(name, shape: extents), shape: extents, .real)
    }

    private mutating func convert(_ node: ExportedProgram.Node, of program: ExportedProgram) throws {
        // Assertions of the exporter are skipped, because the engine checks shapes itself.
        if node.target.hasPrefix("_assert") || node.target.hasPrefix("sym_constrain_range") { return }
        do {
            guard let rule = AtenRule.rule(for: node.target) else { throw Self.unsupported(node) }
            builder.nodeName = node.name
            let call = AtenCall(node, values: values, ranks: ranks, shapes: shapes, kinds: kinds)
            let results = try rule.build(call, &builder)
            try call.refuseUnread()
            for (output, result) in try zip(Self.names(node.outputs), results) {
                if let name = output {
                    note(name, result, shape: program.shape(of: name), program.elementType(of: name)?.kind)
                }
            }
            // What comes after a call that works in place sees its argument changed.
            if AtenRule.isInPlace(node.target), let result = results.first,
                let changed = node.arguments["self"]?["as_tensor"]?["name"]?.text
            {
                values[changed] = result
            }
        } catch var failure as Failure {
            failure.node = failure.node ?? node.name
            throw failure
        }
    }

    /// The names of a call's outputs; nil for one that is neither a tensor nor a symbolic integer.
    private static func names(_ outputs: [JSON]) throws -> [String?] {
        let names = outputs.flatMap { output -> [String?] in
            if let list = output["as_tensors"]?.list { return list.map { $0["name"]?.text } }
            return [output["as_tensor"]?["name"]?.text ?? output["as_sym_int"]?["as_name"]?.text]
        }
        guard names.isEmpty || names.contains(where: { $0 != nil }) else {
            throw ExportedProgram.malformed("a node whose output is no tensor")
        }
        return names
    }

    private static func unsupported(_ node: ExportedProgram.Node) -> Failure {
        .refused(
            "unsupported-operator", "the ATen operator \(node.target) is not supported",
            hint: "torch.onnx.export(model, example, \"model.onnx\") writes a format with more operators")
    }
}
