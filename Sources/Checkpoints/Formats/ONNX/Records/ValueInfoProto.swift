// SPDX-License-Identifier: Apache-2.0
/// ONNX's ValueInfoProto: name, element type and shape of an input or output of the graph.
struct ValueInfoProto {
    var name = ""
    /// TensorProto.DataType; nil if the value is not a tensor.
    var elementType: Int64?
    /// nil if the shape is not stated. An extent that is only named, or not stated, is nil.
    var shape: [Int64?]?

    init(_ message: WireReader) throws {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.text()
            case 2: try readType(field.message())
            default: continue
            }
        }
    }

    /// Reads a TypeProto, whose field 1 is the tensor type.
    private mutating func readType(_ message: WireReader) throws {
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var tensor = try field.message()
            while let field = try tensor.next() {
                switch field.number {
                case 1: elementType = try field.integer()
                case 2: shape = try Self.shape(field.message())
                default: continue
                }
            }
        }
    }

    /// The extents in a TensorShapeProto.
    private static func shape(_ message: WireReader) throws -> [Int64?] {
        var reader = message
        var shape: [Int64?] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var extent: Int64?
            var dimension = try field.message()
            while let field = try dimension.next() {
                if field.number == 1 { extent = try field.integer() }
            }
            try shape.append(extent, limit: message.limits.dimensions, "extents in a value")
        }
        return shape
    }
}
