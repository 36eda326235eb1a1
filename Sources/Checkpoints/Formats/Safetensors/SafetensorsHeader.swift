// SPDX-License-Identifier: Apache-2.0
import Base

/// The first part of a safetensors file: which tensors it holds, and where.
///
/// The file consists of the header's length (u64, little-endian, at most 100 MB), the header (JSON: name → `dtype`,
/// `shape`, `data_offsets`; `__metadata__` is text) and the tensors' bytes, little-endian and row-major, without gap or
/// overlap to the end of the file.
struct SafetensorsHeader: Sendable {
    struct Entry: Sendable {
        var type: ElementType
        var shape: [Int]
        /// The range within the file.
        var bytes: Range<Int>
    }

    let entries: [String: Entry]

    /// - Parameter read: returns up to `count` bytes from `offset` on.
    /// - Throws: `Failure`: incomplete if the file is shorter than its header states, refused if the
    ///   header contradicts itself.
    init(size: Int, limits: Limits, read: (_ offset: Int, _ count: Int) throws -> [UInt8]) throws {
        guard let length = try read(0, 8)[...].words({ (word: UInt64) in word })?.first else {
            throw WireReader.truncated()
        }
        guard length <= UInt64(limits.jsonBytes) else { throw Self.malformed("a header of \(length) bytes") }
        let start = 8 + Int(length)
        let text = try read(8, min(Int(length), max(0, size - 8)))
        guard text.first ?? UInt8(ascii: "{") == UInt8(ascii: "{") else {
            throw Self.malformed("a header that is no JSON object")
        }
        guard text.count == Int(length), length > 0 else { throw WireReader.truncated() }
        let members = try Self.whole { try JSONReader.value(text[...], limits: limits) }.object ?? [:]
        guard members.count <= limits.initializers else { throw Limits.exceeded("tensors", limits.initializers) }
        var entries: [String: Entry] = [:]
        for (name, value) in members where name != "__metadata__" {
            entries[name] = try Self.entry(name, value, start: start, limits: limits)
        }
        self.entries = entries
        try checkPlaces(start: start, size: size)
    }

    /// The header's length is known, so JSON that ends inside of it is damaged, not cut short.
    private static func whole<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let failure as Failure where failure.kind == .incomplete {
            throw malformed("a header that ends within a value")
        }
    }

    private static func entry(_ name: String, _ value: JSON, start: Int, limits: Limits) throws -> Entry {
        guard let word = value["dtype"]?.text, let shape = value["shape"]?.integers,
            let offsets = value["data_offsets"]?.integers, offsets.count == 2, 0 <= offsets[0],
            offsets[0] <= offsets[1], offsets[1] <= Int.max - start
        else { throw malformed("the tensor \"\(name)\" without dtype, shape and data_offsets") }
        guard let type = ElementType(safetensors: word) else {
            throw Failure.refused(
                "unsupported-type", "the tensor \(name) has the dtype \(word)",
                hint: "save it as float32: {k: v.float() for k, v in model.state_dict().items()}")
        }
        let count = try limits.count(shape, limit: limits.tensorElements, "the tensor \(name)")
        guard count * type.width == offsets[1] - offsets[0] else {
            throw malformed("the tensor \"\(name)\" of shape \(shape) in \(offsets[1] - offsets[0]) bytes")
        }
        return Entry(type: type, shape: shape, bytes: start + offsets[0]..<start + offsets[1])
    }

    private func checkPlaces(start: Int, size: Int) throws {
        var end = start
        let places = entries.values.map(\.bytes)
        for place in places.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            guard place.lowerBound == end else { throw Self.malformed("a gap or an overlap before byte \(end)") }
            end = place.upperBound
        }
        guard end <= size else { throw WireReader.truncated() }
        guard end == size else { throw Self.malformed("\(size - end) bytes behind its last tensor") }
    }

    static func malformed(_ what: String) -> Failure {
        .refused(
            "not-safetensors", "is not a safetensors file: it has \(what)",
            hint: "save it again: safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")")
    }
}

extension ElementType {
    /// The words of safetensors; nil for 8-bit floats and other types that uaed does not compute with.
    init?(safetensors word: String) {
        switch word {
        case "F32": self = .float
        case "F64": self = .double
        case "F16": self = .float16
        case "BF16": self = .bfloat16
        case "I64": self = .int64
        case "I32": self = .int32
        case "I16": self = .int16
        case "I8": self = .int8
        case "U64": self = .uint64
        case "U32": self = .uint32
        case "U16": self = .uint16
        case "U8": self = .uint8
        case "BOOL": self = .boolean
        default: return nil
        }
    }
}
