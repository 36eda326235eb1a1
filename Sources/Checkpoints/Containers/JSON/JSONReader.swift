// SPDX-License-Identifier: Apache-2.0
import Base

/// Reads one JSON text (RFC 8259, UTF-8) from untrusted bytes.
///
/// ``Limits`` bound it: 128 levels, `jsonValues` values, `nameBytes` for a key. A text that is a value may be as long
/// as the file. A text that ends too early is *incomplete*; anything else that is not JSON is *refused*.
struct JSONReader {
    let bytes: ArraySlice<UInt8>
    var position: Int
    private let limits: Limits
    private var values = 0
    private static let depth = 128

    /// The value that all of `bytes` represent, apart from white space around it.
    static func value(_ bytes: ArraySlice<UInt8>, limits: Limits) throws -> JSON {
        var reader = JSONReader(bytes: bytes, position: bytes.startIndex, limits: limits)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.endIndex else { throw malformed("something after its end") }
        return value
    }

    private init(bytes: ArraySlice<UInt8>, position: Int, limits: Limits) {
        self.bytes = bytes
        self.position = position
        self.limits = limits
    }

    private mutating func value(depth: Int) throws -> JSON {
        values += 1
        guard values <= limits.jsonValues else { throw Limits.exceeded("JSON values", limits.jsonValues) }
        guard depth < Self.depth else { throw Limits.exceeded("levels of JSON", Self.depth) }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .list(try elements(depth: depth))
        case UInt8(ascii: "\""): return .text(try text())
        default: return try scalar()
        }
    }

    private mutating func members(depth: Int) throws -> [String: JSON] {
        var members: [String: JSON] = [:]
        position += 1
        guard try !closes(with: "}") else { return members }
        repeat {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw Self.malformed("a key that is no string") }
            let key = try text()
            guard key.utf8.count <= limits.nameBytes else { throw Limits.exceeded("bytes in a name", limits.nameBytes) }
            try expect(":")
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw Self.malformed("the key \"\(key.prefix(40))\" twice")
            }
        } while try continues(before: "}")
        return members
    }

    private mutating func elements(depth: Int) throws -> [JSON] {
        var elements: [JSON] = []
        position += 1
        guard try !closes(with: "]") else { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while try continues(before: "]")
        return elements
    }
}

// Punctuation.
extension JSONReader {
    mutating func skipSpace() {
        while position < bytes.endIndex {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func peek() throws -> UInt8 {
        guard position < bytes.endIndex else { throw WireReader.truncated() }
        return bytes[position]
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws {
        skipSpace()
        guard try peek() == UInt8(ascii: sign) else { throw Self.malformed("no \(sign) where one belongs") }
        position += 1
    }

    private mutating func closes(with sign: Unicode.Scalar) throws -> Bool {
        skipSpace()
        guard try peek() == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    /// Consumes the comma or the closing `sign` that follows; true for a comma.
    private mutating func continues(before sign: Unicode.Scalar) throws -> Bool {
        if try closes(with: sign) { return false }
        try expect(",")
        return true
    }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-json", "is not valid JSON: it has \(what)", hint: "write the file again")
    }
}
