// SPDX-License-Identifier: Apache-2.0
/// ONNX's TensorProto: a constant whose numbers are raw bytes, in typed fields, or in another file.
struct TensorProto {
    var name = ""
    var shape: [Int64] = []
    /// TensorProto.DataType.
    var type: Int64 = 0
    var raw: ArraySlice<UInt8>?
    var floats: [Float] = []
    var doubles: [Double] = []
    /// int32_data, which also holds smaller integers, booleans, and the bits of 16-bit floats.
    var words: [Int64] = []
    var integers: [Int64] = []
    var unsigned: [UInt64] = []
    var isSegment = false
    var isExternal = false
    var external: [(key: String, value: String)] = []

    init(_ message: WireReader) throws {
        var reader = message
        let limits = message.limits
        let (limit, what) = (limits.tensorElements, "elements in a tensor")
        while let field = try reader.next() {
            switch field.number {
            case 1: try field.append(to: &shape, limit: limits.dimensions, "extents in a tensor")
            case 2: type = try field.integer()
            case 3: isSegment = true
            case 4: try field.append(to: &floats, limit: limit, what)
            case 5: try field.append(to: &words, limit: limit, what)
            case 7: try field.append(to: &integers, limit: limit, what)
            case 8: name = try field.text()
            case 9: raw = try field.payload()
            case 10: try field.append(to: &doubles, limit: limit, what)
            case 11: try field.append(to: &unsigned, limit: limit, what)
            case 13: try external.append(Self.entry(field.message()), limit: limits.attributes, "external entries")
            case 14: isExternal = try field.integer() == 1
            default: continue
            }
        }
    }

    /// Reads a StringStringEntryProto.
    private static func entry(_ message: WireReader) throws -> (key: String, value: String) {
        var reader = message
        var (key, value) = ("", "")
        while let field = try reader.next() {
            switch field.number {
            case 1: key = try field.text()
            case 2: value = try field.text()
            default: continue
            }
        }
        return (key, value)
    }
}
