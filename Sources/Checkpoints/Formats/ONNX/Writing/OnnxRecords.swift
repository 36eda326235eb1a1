// SPDX-License-Identifier: Apache-2.0
import Models

/// An attribute of a node to be written.
enum OnnxAttribute {
    case integer(Int)
    case integers([Int])
    case real(Double)
    case reals([Double])
    case text(String)
    case texts([String])
    case tensor(Graph.Constant)

    static func flag(_ value: Bool) -> OnnxAttribute { .integer(value ? 1 : 0) }

    /// Writes an AttributeProto.
    func write(_ name: String, to writer: inout ProtoWriter) {
        writer.text(1, name)
        switch self {
        case .real(let number): writer.float(2, Float(number))
        case .integer(let number): writer.integer(3, number)
        case .text(let text): writer.text(4, text)
        case .tensor(let constant): writer.message(5) { constant.write("", to: &$0) }
        case .reals(let numbers): for number in numbers { writer.float(7, Float(number)) }
        case .integers(let numbers): for number in numbers { writer.integer(8, number) }
        case .texts(let texts): for text in texts { writer.text(9, text) }
        }
        writer.integer(20, type)
    }

    /// AttributeProto.AttributeType.
    private var type: Int {
        switch self {
        case .real: 1
        case .integer: 2
        case .text: 3
        case .tensor: 4
        case .reals: 6
        case .integers: 7
        case .texts: 8
        }
    }
}

/// A node to be written; an absent input is nil.
struct OnnxNode {
    var type: String
    var inputs: [String?]
    var outputs: [String]
    var attributes: [(name: String, value: OnnxAttribute)]

    /// Writes a NodeProto.
    func write(_ name: String, to writer: inout ProtoWriter) {
        for input in inputs { writer.text(1, input ?? "") }
        for output in outputs { writer.text(2, output) }
        writer.text(3, name)
        writer.text(4, type)
        for (name, value) in attributes { writer.message(5) { value.write(name, to: &$0) } }
    }
}

extension Graph.Constant {
    /// Writes a TensorProto with raw bytes.
    func write(_ name: String, to writer: inout ProtoWriter) {
        let shape: [Int]
        let type: ElementType
        var data = ProtoWriter()
        switch self {
        case .real(let tensor):
            (shape, type) = (tensor.shape, .float)
            for value in tensor.elements { data.append(value.bitPattern) }
        case .integer(let tensor):
            (shape, type) = (tensor.shape, .int64)
            for value in tensor.elements { data.append(UInt64(bitPattern: value)) }
        case .boolean(let tensor):
            (shape, type) = (tensor.shape, .boolean)
            for value in tensor.elements { data.append(UInt8(value ? 1 : 0)) }
        }
        for extent in shape { writer.integer(1, extent) }
        writer.integer(2, Int(type.rawValue))
        writer.text(8, name)
        writer.payload(9, data.bytes)
    }
}
