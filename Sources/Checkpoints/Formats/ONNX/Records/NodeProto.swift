// SPDX-License-Identifier: Apache-2.0
/// ONNX's NodeProto: one application of an operator.
struct NodeProto {
    /// Names of values; an empty name is an absent optional input.
    var inputs: [String] = []
    var outputs: [String] = []
    var name = ""
    var operatorType = ""
    var domain = ""
    var attributes: [AttributeProto] = []

    init(_ message: WireReader) throws {
        var reader = message
        let limits = message.limits
        while let field = try reader.next() {
            switch field.number {
            case 1: try inputs.append(field.text(), limit: limits.edges, "inputs of a node")
            case 2: try outputs.append(field.text(), limit: limits.edges, "outputs of a node")
            case 3: name = try field.text()
            case 4: operatorType = try field.text()
            case 5:
                try attributes.append(
                    AttributeProto(field.message()), limit: limits.attributes, "attributes of a node")
            case 7: domain = try field.text()
            default: continue
            }
        }
    }

    /// The node's own name, or that of its first output.
    var title: String { name.isEmpty ? outputs.first { !$0.isEmpty } ?? operatorType : name }
}
