// SPDX-License-Identifier: Apache-2.0
import Models

/// The part of ONNX's TensorProto.DataType that uaed computes with.
enum ElementType: Int64 {
    case float = 1
    case uint8 = 2
    case int8 = 3
    case uint16 = 4
    case int16 = 5
    case int32 = 6
    case int64 = 7
    case boolean = 9
    case float16 = 10
    case double = 11
    case uint32 = 12
    case uint64 = 13
    case bfloat16 = 16

    var kind: ElementKind {
        switch self {
        case .float, .float16, .double, .bfloat16: .real
        case .boolean: .boolean
        default: .integer
        }
    }

    /// Bytes of one element.
    var width: Int {
        switch self {
        case .uint8, .int8, .boolean: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .float, .int32, .uint32: 4
        case .int64, .double, .uint64: 8
        }
    }
}

extension Float {
    /// `bits` are the upper half of a float32.
    init(bfloat16 bits: UInt16) {
        self.init(bitPattern: UInt32(bits) << 16)
    }

    init(float16 bits: UInt16) {
        self.init(Float16(bitPattern: bits))
    }
}
