// SPDX-License-Identifier: Apache-2.0
/// Writes protobuf messages field by field: models as nobody's exporter would write them.
public struct WireWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public static func message(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        write(&writer)
        return writer.bytes
    }

    private mutating func raw(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    public mutating func number(_ field: UInt64, _ value: Int64) {
        raw(field << 3)
        raw(UInt64(bitPattern: value))
    }

    public mutating func put(_ field: UInt64, _ value: [UInt8]) {
        raw(field << 3 | 2)
        raw(UInt64(value.count))
        bytes += value
    }

    public mutating func put(_ field: UInt64, _ text: String) { put(field, Array(text.utf8)) }

    public mutating func put(_ field: UInt64, _ value: Float) {
        raw(field << 3 | 5)
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
}
