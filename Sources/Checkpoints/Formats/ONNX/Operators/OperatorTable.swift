// SPDX-License-Identifier: Apache-2.0
import Base

/// The importer's dispatch table from operator and opset to rule.
struct OperatorTable: Sendable {
    static let standard = OperatorTable(
        [
            OperatorRule.elementwise, OperatorRule.activations, OperatorRule.arithmetic, OperatorRule.comparisons,
            OperatorRule.constants, OperatorRule.linear, OperatorRule.pooling, OperatorRule.normalizations,
            OperatorRule.reductions, OperatorRule.resizing, OperatorRule.selections, OperatorRule.shapes,
            AxisOperators.rules, ComposedOperators.rules, RecurrentOperators.rules, QuantizingOperators.rules,
            MachineLearningOperators.rules, OperatorRule.opsetSix,
        ].flatMap { $0 })

    let rules: [String: [OperatorRule]]

    init(_ rules: [OperatorRule]) {
        self.rules = Dictionary(grouping: rules, by: \.name)
    }

    /// Operators of other domains than ONNX's own carry the domain: `ai.onnx.ml.Scaler`.
    var names: [String] { rules.keys.sorted() }

    private static func name(of node: NodeProto) -> String {
        OpsetVersion.isStandard(node.domain) ? node.operatorType : "\(node.domain).\(node.operatorType)"
    }

    /// - Throws: `Failure` (refused, `unsupported-operator`), with the names of the operator and the node.
    func rule(for node: NodeProto, opset: Int, functions: Set<String> = []) throws -> OperatorRule {
        guard let versions = rules[Self.name(of: node)] else {
            throw Self.unsupported(node, functions)
        }
        guard let rule = versions.first(where: { $0.opsets.contains(opset) }) else {
            let ranges = versions.map { "\($0.opsets.lowerBound) to \($0.opsets.upperBound)" }.joined(separator: ", ")
            throw Failure.refused(
                "unsupported-operator",
                "\(node.operatorType) belongs to opset \(ranges), the model uses opset \(opset)",
                hint: "export the model with such an opset; see uaectl operators", node: node.title)
        }
        return rule
    }

    private static let random: Set = [
        "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
    ]

    private static func unsupported(_ node: NodeProto, _ functions: Set<String>) -> Failure {
        let isStandard = OpsetVersion.isStandard(node.domain)
        let name = Self.name(of: node)
        var hint = "uaectl operators lists those that are; export the model without this one"
        if isStandard, random.contains(node.operatorType) {
            hint = "the same input must give the same output: export the model's mean (uaectl operators lists what is)"
        } else if name == "DynamicQuantizeLinear" {
            hint = "it scales all samples of a batch together; bring the model as it was before quantize_dynamic"
        } else if node.domain == "com.microsoft" {
            hint = "onnxruntime has joined operators for itself; bring the model as it was before it was optimised"
        } else if functions.contains(node.operatorType) {
            hint = "inline the model's functions: onnx.inliner.inline_local_functions (uaectl operators lists what is)"
        }
        return .refused(
            "unsupported-operator", "the operator \(name) is not supported", hint: hint, node: node.title)
    }
}
