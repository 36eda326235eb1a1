// SPDX-License-Identifier: Apache-2.0
/// ONNX's AttributeProto: a named value of a node. Subgraphs are not read, because no operator
/// with a subgraph is supported.
struct AttributeProto {
    /// The part of AttributeProto.AttributeType that the supported operators need.
    enum Kind: Int64 {
        case float = 1
        case integer = 2
        case text = 3
        case tensor = 4
        case floats = 6
        case integers = 7
        case texts = 8
    }

    var name = ""
    /// 0 in models older than IR version 3.
    var type: Int64 = 0
    var float: Float = 0
    var integer: Int64 = 0
    var text: ArraySlice<UInt8> = []
    var tensor: TensorProto?
    var floats: [Float] = []
    var integers: [Int64] = []
    var texts: [ArraySlice<UInt8>] = []
    /// The attribute refers to an attribute of the surrounding function.
    var isReference = false

    init(_ message: WireReader) throws {
        var reader = message
        let limit = message.limits.attributeValues
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.text()
            case 2: float = try field.float()
            case 3: integer = try field.integer()
            case 4: text = try field.payload()
            case 5: tensor = try TensorProto(field.message())
            case 7: try field.append(to: &floats, limit: limit, "numbers in an attribute")
            case 8: try field.append(to: &integers, limit: limit, "numbers in an attribute")
            case 9: try texts.append(field.payload(), limit: limit, "texts in an attribute")
            case 20: type = try field.integer()
            case 21: isReference = try !field.text().isEmpty
            default: continue
            }
        }
    }

    func isOf(_ kind: Kind) -> Bool { type == kind.rawValue || type == 0 }
}
