// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A tensor's numbers in the engine's formats, still without a shape.
enum TensorValues {
    case real([Float])
    case integer([Int64])
    case boolean([Bool])

    var count: Int {
        switch self {
        case .real(let values): values.count
        case .integer(let values): values.count
        case .boolean(let values): values.count
        }
    }

    /// - Precondition: `shape` holds ``count`` elements.
    func constant(_ shape: [Int]) -> Graph.Constant {
        switch self {
        case .real(let values): .real(Tensor(shape: shape, elements: values))
        case .integer(let values): .integer(Tensor(shape: shape, elements: values))
        case .boolean(let values): .boolean(Tensor(shape: shape, elements: values))
        }
    }

    /// Little-endian elements without gaps; nil if the length is no multiple of an element's.
    init?(bytes: ArraySlice<UInt8>, _ type: ElementType) {
        func reals<Word: FixedWidthInteger>(_ convert: (Word) -> Float) -> TensorValues? {
            bytes.words(convert).map { .real($0) }
        }
        func integers<Word: FixedWidthInteger>(_: Word.Type) -> TensorValues? {
            bytes.words { (word: Word) in Int64(clamping: word) }.map { .integer($0) }
        }
        let values: TensorValues? =
            switch type {
            case .float: reals { Float(bitPattern: $0) }
            case .double: reals { Float(Double(bitPattern: $0)) }
            case .float16: reals { Float(float16: $0) }
            case .bfloat16: reals { Float(bfloat16: $0) }
            case .uint8: integers(UInt8.self)
            case .int8: integers(Int8.self)
            case .uint16: integers(UInt16.self)
            case .int16: integers(Int16.self)
            case .uint32: integers(UInt32.self)
            case .int32: integers(Int32.self)
            case .uint64: integers(UInt64.self)
            case .int64: integers(Int64.self)
            case .boolean: .boolean(bytes.map { $0 != 0 })
            }
        guard let values else { return nil }
        self = values
    }

    /// The numbers in the typed fields; 16-bit floats are bit patterns among the words.
    init(fieldsOf tensor: TensorProto, _ type: ElementType) {
        self =
            switch type {
            case .float: .real(tensor.floats)
            case .double: .real(tensor.doubles.map { Float($0) })
            case .float16: .real(tensor.words.map { Float(float16: UInt16(truncatingIfNeeded: $0)) })
            case .bfloat16: .real(tensor.words.map { Float(bfloat16: UInt16(truncatingIfNeeded: $0)) })
            case .boolean: .boolean(tensor.words.map { $0 != 0 })
            case .int64: .integer(tensor.integers)
            case .uint32, .uint64: .integer(tensor.unsigned.map { Int64(clamping: $0) })
            case .uint8, .int8, .uint16, .int16, .int32: .integer(tensor.words)
            }
    }
}
