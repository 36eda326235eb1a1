// SPDX-License-Identifier: Apache-2.0
import Base

/// Reads the fields of one protobuf message from untrusted bytes (Protocol Buffers encoding).
///
/// It reads wire types 0 (varint), 1 (64 bits), 2 (length-delimited) and 5 (32 bits), and refuses groups.
/// If the outermost message runs out of bytes it is *incomplete*; a message inside another has a known
/// length, so it is *refused*.
struct WireReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int
    private let isOutermost: Bool
    let limits: Limits

    /// The outermost message, which is all of `bytes`.
    init(_ bytes: [UInt8], limits: Limits = .standard) {
        self.init(bytes, 0..<bytes.count, isOutermost: true, limits: limits)
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>, isOutermost: Bool, limits: Limits) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
        self.isOutermost = isOutermost
        self.limits = limits
    }

    /// The message inside `range`, the extent of a field of this message.
    func nested(_ range: Range<Int>) -> WireReader {
        WireReader(bytes, range, isOutermost: false, limits: limits)
    }

    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    var isAtEnd: Bool { position >= end }

    /// The next field; nil at the end of the message.
    mutating func next() throws -> WireField? {
        guard !isAtEnd else { return nil }
        let tag = try varint()
        let number = tag >> 3
        guard number >= 1, number < 1 << 29 else { throw Self.malformed("a field numbered \(number)") }
        let value: WireField.Value
        switch tag & 7 {
        case 0: value = .varint(try varint())
        case 1: value = .fixed64(try fixed(8))
        case 2: value = .bytes(try delimited())
        case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
        default: throw Self.malformed("a field of wire type \(tag & 7)")
        }
        return WireField(number: Int(number), value: value, reader: self)
    }

    /// A number in base 128, least significant group first, of at most ten bytes.
    mutating func varint() throws -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw ended() }
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { break }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw Self.malformed("a number of more than 64 bits")
    }

    /// `width` bytes, least significant first.
    mutating func fixed(_ width: Int) throws -> UInt64 {
        guard end - position >= width else { throw ended() }
        defer { position += width }
        return bytes[position..<position + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func delimited() throws -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - position) else { throw ended() }
        let range = position..<position + Int(length)
        position = range.upperBound
        return range
    }

    private func ended() -> Failure {
        isOutermost ? Self.truncated() : Self.malformed("a message that runs over its end")
    }

    static func truncated() -> Failure {
        Failure(.incomplete, code: "truncated", "the checkpoint ends too early", hint: "copy the file again")
    }

    static func malformed(_ what: String) -> Failure {
        .refused("not-onnx", "is not an ONNX model: it has \(what)", hint: "export the model to ONNX again")
    }
}
