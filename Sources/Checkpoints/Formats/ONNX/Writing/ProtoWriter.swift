// SPDX-License-Identifier: Apache-2.0
/// Writes the fields of one protobuf message.
struct ProtoWriter {
    private(set) var bytes: [UInt8] = []

    static func message(_ write: (inout ProtoWriter) -> Void) -> [UInt8] {
        var writer = ProtoWriter()
        write(&writer)
        return writer.bytes
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func integer(_ field: UInt64, _ value: Int) {
        varint(field << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func float(_ field: UInt64, _ value: Float) {
        varint(field << 3 | 5)
        append(value.bitPattern)
    }

    mutating func payload(_ field: UInt64, _ value: [UInt8]) {
        varint(field << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: UInt64, _ value: String) { payload(field, Array(value.utf8)) }

    mutating func message(_ field: UInt64, _ write: (inout ProtoWriter) -> Void) {
        payload(field, Self.message(write))
    }

    /// A little-endian word without field number and length.
    mutating func append<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) {
        for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
