// SPDX-License-Identifier: Apache-2.0
import Base

/// One field of a message, not yet interpreted.
struct WireField {
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(Range<Int>)
    }

    let number: Int
    let value: Value
    let reader: WireReader

    var limits: Limits { reader.limits }

    func integer() throws -> Int64 {
        guard case .varint(let bits) = value else { throw mismatch }
        return Int64(bitPattern: bits)
    }

    func float() throws -> Float {
        guard case .fixed32(let bits) = value else { throw mismatch }
        return Float(bitPattern: bits)
    }

    func payload() throws -> ArraySlice<UInt8> {
        guard case .bytes(let range) = value else { throw mismatch }
        return reader.slice(range)
    }

    func message() throws -> WireReader {
        guard case .bytes(let range) = value else { throw mismatch }
        return reader.nested(range)
    }

    /// UTF-8 of at most `nameBytes` bytes.
    func text() throws -> String {
        let bytes = try payload()
        guard bytes.count <= limits.nameBytes else { throw Limits.exceeded("bytes in a name", limits.nameBytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WireReader.malformed("a name that is not UTF-8")
        }
        return text
    }

    private var mismatch: Failure { WireReader.malformed("field \(number) in an unexpected wire type") }
}

// Repeated numbers: packed into one field, or one number per field.
extension WireField {
    func append(to numbers: inout [UInt64], limit: Int, _ what: String) throws {
        guard case .bytes = value else {
            return try numbers.append(UInt64(bitPattern: integer()), limit: limit, what)
        }
        var packed = try message()
        while !packed.isAtEnd { try numbers.append(packed.varint(), limit: limit, what) }
    }

    func append(to numbers: inout [Int64], limit: Int, _ what: String) throws {
        guard case .bytes = value else { return try numbers.append(integer(), limit: limit, what) }
        var packed = try message()
        while !packed.isAtEnd { try numbers.append(Int64(bitPattern: packed.varint()), limit: limit, what) }
    }

    func append(to numbers: inout [Float], limit: Int, _ what: String) throws {
        if case .fixed32(let bits) = value { return try numbers.append(Float(bitPattern: bits), limit: limit, what) }
        numbers += try words(present: numbers.count, limit: limit, what) { Float(bitPattern: $0) }
    }

    func append(to numbers: inout [Double], limit: Int, _ what: String) throws {
        if case .fixed64(let bits) = value { return try numbers.append(Double(bitPattern: bits), limit: limit, what) }
        numbers += try words(present: numbers.count, limit: limit, what) { Double(bitPattern: $0) }
    }

    private func words<Word: FixedWidthInteger, Value>(
        present: Int, limit: Int, _ what: String, _ convert: (Word) -> Value
    ) throws -> [Value] {
        let bytes = try payload()
        guard bytes.count / (Word.bitWidth / 8) <= limit - present else { throw Limits.exceeded(what, limit) }
        guard let values = bytes.words(convert) else { throw WireReader.malformed("a packed field cut short") }
        return values
    }
}

extension ArraySlice<UInt8> {
    /// Little-endian words, converted; nil if the length is no multiple of a word's.
    func words<Word: FixedWidthInteger, Value>(_ convert: (Word) -> Value) -> [Value]? {
        let width = Word.bitWidth / 8
        guard count % width == 0 else { return nil }
        return withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: width).map {
                convert(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self)))
            }
        }
    }
}
