// SPDX-License-Identifier: Apache-2.0
import Base

/// How a table spells numbers, missing cells, true and false, where it is not the common way.
struct CellStyle: Equatable, Sendable {
    /// The decimal sign.
    var decimal = UInt8(ascii: ".")
    /// What stands between groups of three digits; nil for nothing.
    var thousands: UInt8?
    /// Words for a missing cell besides the common ones, in lower case.
    var missing: Set<String> = []
    /// Words for true and false besides the common ones, in lower case.
    var yes: Set<String> = []
    var no: Set<String> = []

    private var isPlain: Bool { decimal == UInt8(ascii: ".") && thousands == nil && missing.isEmpty }

    /// The content of a cell.
    func cell(_ bytes: ArraySlice<UInt8>) -> DecimalNumber.Cell {
        guard !isPlain else { return DecimalNumber.cell(bytes) }
        let bytes = DecimalNumber.trimmed(bytes)
        if !missing.isEmpty, missing.contains(String(decoding: bytes.prefix(64), as: UTF8.self).lowercased()) {
            return .missing
        }
        return plain(bytes).map { DecimalNumber.cell($0[...]) } ?? .text
    }

    /// The cell with a point as decimal sign and without separators of thousands; nil if it has a sign that this style
    /// does not have there.
    private func plain(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let signs = bytes.prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let whole = bytes.dropFirst(signs.count).prefix { Self.isDigit($0) || $0 == thousands }
        let rest = bytes.dropFirst(signs.count + whole.count)
        guard let digits = ungrouped(whole) else { return nil }
        guard decimal != UInt8(ascii: "."), let first = rest.first, whole.count + rest.count > 1 else {
            return signs + digits + rest
        }
        if first == decimal { return signs + digits + [UInt8(ascii: ".")] + rest.dropFirst() }
        // With a decimal comma, a number has no point.
        return first == UInt8(ascii: ".") ? nil : signs + digits + rest
    }

    /// nil if a group after the first has not three digits.
    private func ungrouped(_ whole: ArraySlice<UInt8>) -> [UInt8]? {
        guard let thousands, whole.contains(thousands) else { return Array(whole) }
        let groups = whole.split(separator: thousands, omittingEmptySubsequences: false)
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        return groups.flatMap(Array.init)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// A number as this style spells it.
    ///
    /// - Parameter text: digits with a point, without an exponent.
    func spelled(_ text: String) -> String {
        guard decimal != UInt8(ascii: ".") || thousands != nil else { return text }
        let parts = text.split(separator: ".", maxSplits: 1).map { Array($0.utf8) }
        var whole = parts[0]
        if let thousands {
            let start = whole.first == UInt8(ascii: "-") ? 1 : 0
            var place = whole.count - 3
            while place > start {
                whole.insert(thousands, at: place)
                place -= 3
            }
        }
        return String(decoding: parts.count == 1 ? whole : whole + [decimal] + parts[1], as: UTF8.self)
    }
}

extension CellStyle {
    /// - Throws: `Failure` (refused) if a sign is no single character, or if decimal sign and separator are the same.
    init(_ options: DatasetOptions, file: String) throws {
        func sign(_ text: String?, _ key: String, _ allowed: String) throws -> UInt8? {
            guard let text else { return nil }
            guard text.utf8.count == 1, let byte = text.utf8.first, allowed.utf8.contains(byte) else {
                throw Failure.refused(
                    "number-sign", "[dataset] \(key) = \"\(text)\" is none of \(allowed)",
                    hint: "for example: \(JobLine("dataset", key, text: String(allowed.prefix(1))))", file: file)
            }
            return byte
        }
        decimal = try sign(options.decimal, "decimal", ",.") ?? decimal
        thousands = try sign(options.thousands, "thousands", ",.' _")
        guard decimal != thousands else {
            throw Failure.refused(
                "number-sign", "[dataset] decimal and thousands are the same sign",
                hint: "for example: \(JobLine("dataset", "decimal", text: ",")), and thousands = \".\"", file: file)
        }
        missing = Set((options.missing ?? []).map { $0.lowercased() })
        yes = Set((options.yes ?? []).map { $0.lowercased() })
        no = Set((options.no ?? []).map { $0.lowercased() })
    }
}
