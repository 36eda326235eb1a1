// SPDX-License-Identifier: Apache-2.0
import Base

/// A program of torch.export, as its JSON describes it: inputs, ATen calls in order, outputs.
struct ExportedProgram {
    enum Input {
        /// A parameter, buffer or constant of the archive.
        case weight(name: String)
        case data
    }

    struct Node {
        /// `conv2d.default` for `torch.ops.aten.conv2d.default`; other targets in full.
        let target: String
        let name: String
        let arguments: [String: JSON]
        let outputs: [JSON]
    }

    private(set) var inputs: [(value: String, input: Input)] = []
    private(set) var nodes: [Node] = []
    private(set) var outputs: [String] = []
    private let tensors: [String: JSON]

    init(_ json: JSON, limits: Limits) throws {
        guard let module = json["graph_module"], let graph = module["graph"], let signature = module["signature"],
            let specs = signature["input_specs"]?.list, let results = signature["output_specs"]?.list,
            let nodes = graph["nodes"]?.list, let tensors = graph["tensor_values"]?.object
        else { throw Self.malformed("no graph with a signature") }
        guard nodes.count <= limits.nodes, specs.count <= limits.edges else {
            throw Limits.exceeded("nodes", limits.nodes)
        }
        self.tensors = tensors
        inputs = try specs.map(Self.input)
        outputs = try results.map(Self.output)
        self.nodes = try nodes.map(Self.node)
    }

    private static func input(_ spec: JSON) throws -> (value: String, input: Input) {
        if let name = spec["user_input"]?["arg"]?["as_tensor"]?["name"]?.text { return (name, .data) }
        for (kind, key) in [
            ("parameter", "parameter_name"), ("buffer", "buffer_name"), ("tensor_constant", "tensor_constant_name"),
        ] {
            guard let value = spec[kind]?["arg"]?["name"]?.text, let name = spec[kind]?[key]?.text else { continue }
            return (value, .weight(name: name))
        }
        throw malformed("an input that is no tensor")
    }

    /// An output that is not the user's changes a buffer, so the program was exported in training mode.
    private static func output(_ spec: JSON) throws -> String {
        if let name = spec["user_output"]?["arg"]?["as_tensor"]?["name"]?.text { return name }
        guard spec["user_output"] == nil else { throw malformed("an output that is no tensor") }
        throw Failure.refused(
            "training-mode", "the program changes its own buffers, as a model in training does",
            hint: "call model.eval() before torch.export.export")
    }

    private static func node(_ json: JSON) throws -> Node {
        guard let target = json["target"]?.text, let given = json["inputs"]?.list, let outputs = json["outputs"]?.list
        else { throw malformed("a node without target, inputs and outputs") }
        var arguments: [String: JSON] = [:]
        for argument in given {
            guard let name = argument["name"]?.text, let value = argument["arg"] else {
                throw malformed("an argument without name and value")
            }
            arguments[name] = value
        }
        let prefix = "torch.ops.aten."
        let short = target.hasPrefix(prefix) ? String(target.dropFirst(prefix.count)) : target
        return Node(target: short, name: json["name"]?.text ?? short, arguments: arguments, outputs: outputs)
    }

    /// The extents of a tensor; a symbolic extent is nil.
    func shape(of value: String) -> [Int?]? { tensors[value]?["sizes"]?.list?.map { $0["as_int"]?.integer } }

    func elementType(of value: String) -> ElementType? {
        tensors[value]?["dtype"]?.integer.flatMap { ElementType(torch: $0) }
    }

    static func malformed(_ what: String) -> Failure {
        .refused(
            "bad-program", "is not an exported program that can be read: it has \(what)",
            hint: "torch.onnx.export(model, example, \"model.onnx\")")
    }
}
