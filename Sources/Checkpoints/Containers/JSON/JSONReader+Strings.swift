// SPDX-License-Identifier: Apache-2.0
/// Strings with their escapes.
extension JSONReader {
    mutating func text() throws -> String {
        position += 1
        var result: [UInt8] = []
        while try peek() != UInt8(ascii: "\"") {
            let byte = bytes[position]
            guard byte >= 0x20 else { throw Self.malformed("a control character in a string") }
            position += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &result) } else { result.append(byte) }
        }
        position += 1
        return try String(validating: result, as: UTF8.self) ?? { throw Self.malformed("a string that is not UTF-8") }()
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        let sign = try peek()
        position += 1
        switch sign {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(sign)
        case UInt8(ascii: "u"): result += Array(String(try scalarEscape()).utf8)
        default: throw Self.malformed("an unknown escape in a string")
        }
    }

    /// A scalar from four hexadecimal digits, or from a surrogate pair of two such escapes.
    private mutating func scalarEscape() throws -> Unicode.Scalar {
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard try peek() == UInt8(ascii: "\\") else { throw Self.malformed("half a surrogate pair") }
        position += 1
        guard try peek() == UInt8(ascii: "u") else { throw Self.malformed("half a surrogate pair") }
        position += 1
        let low = try hexadecimal()
        guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw Self.malformed("half a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard bytes.endIndex - position >= 4 else { throw WireReader.truncated() }
        defer { position += 4 }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        guard digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16) else {
            throw Self.malformed("an escape that is not four hexadecimal digits")
        }
        return number
    }
}
