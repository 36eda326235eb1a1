// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// A node as its rule sees it: opset, inputs, number of outputs, and attributes by name and kind.
///
/// It records which attributes were read. An attribute that no rule reads would be ignored silently, so it is refused.
final class NodeCall {
    let node: NodeProto
    let opset: Int
    /// The inputs, without absent ones at the end.
    let inputs: [Graph.ValueID?]
    /// The number of outputs to create; no node reads outputs beyond it.
    let outputCount: Int
    private let attributes: [String: AttributeProto]
    private var unread: Set<String>

    init(
        _ node: NodeProto, rule: OperatorRule, opset: Int, inputs: [Graph.ValueID?], read: Set<String>
    ) throws {
        self.node = node
        self.opset = opset
        let present = (inputs.lastIndex { $0 != nil } ?? -1) + 1
        self.inputs = Array(inputs[..<present])
        guard rule.inputs.contains(present), inputs.prefix(rule.inputs.lowerBound).allSatisfy({ $0 != nil }) else {
            throw Failure.refused(
                "input-count",
                "\(node.operatorType) has \(present) inputs, opset \(opset) knows it with \(rule.inputs)",
                hint: "export the model again")
        }
        if let extra = node.outputs.dropFirst(rule.outputs).first(where: { !$0.isEmpty && read.contains($0) }) {
            throw Failure.refused(
                "unsupported-output", "the output \(extra) of \(node.operatorType) is not supported",
                hint: "only the first \(rule.outputs) of its outputs can be used; see uaectl operators")
        }
        outputCount = min(max(1, node.outputs.count), rule.outputs)
        attributes = Dictionary(node.attributes.map { ($0.name, $0) }) { first, _ in first }
        unread = Set(attributes.keys)
        guard attributes.count == node.attributes.count else { throw refused("", "stands twice") }
    }

    func refuseUnreadAttributes() throws {
        guard let name = unread.min() else { return }
        throw refused(name, "is not known in opset \(opset)")
    }

    func refused(_ attribute: String, _ what: String) -> Failure {
        .refused(
            "bad-attribute", "the attribute \(attribute) of \(node.operatorType) \(what)",
            hint: "export the model again")
    }

    private func attribute(_ name: String, _ kind: AttributeProto.Kind) throws -> AttributeProto? {
        unread.remove(name)
        guard let attribute = attributes[name] else { return nil }
        guard attribute.isOf(kind), !attribute.isReference else { throw refused(name, "is not of type \(kind)") }
        return attribute
    }
}

extension NodeCall {
    func integer(_ name: String) throws -> Int? { try attribute(name, .integer).map { Int($0.integer) } }

    func integer(_ name: String, _ standard: Int) throws -> Int { try integer(name) ?? standard }

    func flag(_ name: String, _ standard: Bool = false) throws -> Bool { try integer(name).map { $0 != 0 } ?? standard }

    func integers(_ name: String) throws -> [Int]? { try attribute(name, .integers)?.integers.map { Int($0) } }

    func real(_ name: String) throws -> Double? { try attribute(name, .float).map { Double($0.float) } }

    func real(_ name: String, _ standard: Double) throws -> Double { try real(name) ?? standard }

    func reals(_ name: String) throws -> [Float]? { try attribute(name, .floats)?.floats }

    func tensor(_ name: String) throws -> TensorProto? {
        guard let attribute = try attribute(name, .tensor) else { return nil }
        return try attribute.tensor ?? { throw refused(name, "holds no tensor") }()
    }

    func text(_ name: String, _ standard: String) throws -> String {
        try attribute(name, .text).map { String(decoding: $0.text, as: UTF8.self) } ?? standard
    }

    func texts(_ name: String) throws -> [String]? {
        try attribute(name, .texts)?.texts.map { String(decoding: $0, as: UTF8.self) }
    }

    /// One of the words of `Word`.
    func choice<Word: RawRepresentable<String>>(_ name: String, _ standard: Word) throws -> Word {
        let text = try text(name, standard.rawValue)
        return try Word(rawValue: text) ?? { throw refused(name, "is \"\(text)\", which is not supported") }()
    }

    /// Marks attributes that do not matter for inference as read.
    func ignore(_ names: String...) {
        unread.subtract(names)
    }

    /// - Throws: `Failure` (refused) if the operator's attribute is missing.
    func required<Value>(_ value: Value?, _ name: String) throws -> Value {
        try value ?? { throw refused(name, "is missing") }()
    }

    /// The input at `index`, which is present because the rule requires so many inputs.
    func input(_ index: Int) throws -> Graph.ValueID {
        guard index < inputs.count, let id = inputs[index] else {
            throw Failure.refused("missing-input", "\(node.operatorType) lacks its input \(index)")
        }
        return id
    }
}
