// SPDX-License-Identifier: Apache-2.0
/// Numbers and words.
extension JSONReader {
    mutating func scalar() throws -> JSON {
        let start = position
        while position < bytes.endIndex, Self.isWordByte(bytes[position]) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "NaN": return .real(.nan)
        case "Infinity": return .real(.infinity)
        case "-Infinity": return .real(-.infinity)
        default: break
        }
        if let number = Int(word), !word.hasPrefix("+") { return .integer(number) }
        if let first = word.utf8.first, first != UInt8(ascii: "+"), word.utf8.allSatisfy(Self.isNumberByte),
            let number = Double(word)
        {
            return .real(number)
        }
        guard position < bytes.endIndex else { throw WireReader.truncated() }
        throw Self.malformed("\"\(word.prefix(40))\" where a value belongs")
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isNumberByte(byte)
        }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("+-.eE".utf8).contains(byte)
    }
}
