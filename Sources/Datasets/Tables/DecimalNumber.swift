// SPDX-License-Identifier: Apache-2.0
/// A number as a table spells it: mantissa · 10^(−decimals), exact to 18 significant digits.
struct DecimalNumber: Equatable, Sendable {
    var mantissa: Int64
    /// Digits after the point as written, with the exponent taken into account; never negative.
    var decimals: Int

    /// The content of a cell.
    enum Cell: Equatable {
        case missing, infinite, text
        case number(DecimalNumber)
    }

    /// A column with a larger whole number counts as text, because its grid would not fit 64 bits.
    static let bound: Int64 = 4_000_000_000_000_000_000

    static func cell(_ bytes: ArraySlice<UInt8>) -> Cell {
        let bytes = trimmed(bytes)
        guard let first = bytes.first else { return .missing }
        if first < 0x3A, let number = DecimalNumber(parsing: bytes) { return .number(number) }
        if first == minusSign[0], bytes.starts(with: minusSign),
            let number = DecimalNumber(parsing: [UInt8(ascii: "-")] + bytes.dropFirst(minusSign.count))
        {
            return .number(number)
        }
        let word = String(decoding: bytes.prefix(16), as: UTF8.self).lowercased()
        if missingWords.contains(word) { return .missing }
        let unsigned = word.hasPrefix("+") || word.hasPrefix("-") ? String(word.dropFirst()) : word
        return unsigned == "inf" || unsigned == "infinity" ? .infinite : .text
    }

    /// Decimal notation with an optional sign and exponent; nil for anything else, for more than 400
    /// decimals, or beyond `bound`.
    init?(parsing bytes: ArraySlice<UInt8>) {
        var scanner = Scanner(bytes: bytes)
        guard scanner.scan(), var mantissa = Int64(exactly: scanner.digits) else { return nil }
        var decimals = scanner.decimals - scanner.exponent
        while decimals < 0, mantissa != 0 {
            guard mantissa <= Self.bound / 10 else { return nil }
            mantissa *= 10
            decimals += 1
        }
        guard decimals <= 400 else { return nil }
        self.mantissa = scanner.isNegative ? -mantissa : mantissa
        self.decimals = max(decimals, 0)
        guard Self.tooLarge(mantissa, self.decimals) == false else { return nil }
    }

    init(mantissa: Int64, decimals: Int) {
        self.mantissa = mantissa
        self.decimals = decimals
    }

    /// The number that the shortest spelling of `value` states; nil beyond `bound`.
    init?(_ value: Double) {
        self.init(parsing: Array("\(value)".utf8)[...])
    }

    private static func tooLarge(_ mantissa: Int64, _ decimals: Int) -> Bool {
        decimals == 0 && mantissa > bound
    }

    /// The nearest Double. If mantissa < 2⁵³ and decimals ≤ 22, both operands are exact and one
    /// division rounds correctly.
    var value: Double {
        if decimals <= 22, mantissa.magnitude < 1 << 53 { return Double(mantissa) / powersOfTen[decimals] }
        return Double("\(mantissa)e-\(decimals)")!
    }

    var isWhole: Bool {
        decimals == 0 || mantissa == 0 || (decimals <= 18 && mantissa % integerPowersOfTen[decimals] == 0)
    }

    /// value · 10^places as a whole number, rounded by `rule`; nil if it exceeds `bound`.
    func scaled(toDecimals places: Int, _ rule: FloatingPointRoundingRule = .toNearestOrEven) -> Int64? {
        guard places < decimals else {
            if mantissa == 0 { return 0 }
            guard places - decimals <= 18 else { return nil }
            let (scaled, overflow) = mantissa.multipliedReportingOverflow(by: integerPowersOfTen[places - decimals])
            return overflow || scaled.magnitude > UInt64(Self.bound) ? nil : scaled
        }
        guard decimals - places <= 18 else { return rounded(0, remainder: mantissa.signum(), half: 2, rule) }
        let divisor = integerPowersOfTen[decimals - places]
        let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
        return rounded(quotient, remainder: remainder, half: divisor / 2, rule)
    }

    private func rounded(
        _ quotient: Int64, remainder: Int64, half: Int64, _ rule: FloatingPointRoundingRule
    ) -> Int64 {
        switch rule {
        case .up: return quotient + (remainder > 0 ? 1 : 0)
        case .down: return quotient - (remainder < 0 ? 1 : 0)
        default:
            let size = Int64(remainder.magnitude)
            let away = size > half || (size == half && quotient & 1 != 0)
            return quotient + (away ? remainder.signum() : 0)
        }
    }

    /// The digits of index · 10^(−decimals), with zeros up to `written` places: exact, without
    /// exponent and negative zero.
    static func text(_ index: Int64, decimals: Int, written: Int) -> String {
        var digits = String(index.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(decimals)
        let fraction = digits.suffix(decimals) + String(repeating: "0", count: max(written - decimals, 0))
        return (index < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private struct Scanner {
        let bytes: ArraySlice<UInt8>
        /// The first 18 significant digits, rounded half up by the next digit.
        var digits: UInt64 = 0
        var decimals = 0
        var exponent = 0
        var isNegative = false

        mutating func scan() -> Bool {
            var at = bytes.startIndex
            func byte() -> UInt8? { at < bytes.endIndex ? bytes[at] : nil }
            if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
                isNegative = byte() == UInt8(ascii: "-")
                at += 1
            }
            var kept = 0
            var found = false
            var afterPoint = false
            var rounding: UInt8?
            while let next = byte() {
                if next == UInt8(ascii: "."), !afterPoint {
                    afterPoint = true
                } else if next >= 0x30, next <= 0x39 {
                    found = true
                    if kept < 18 {
                        digits = digits * 10 + UInt64(next - 0x30)
                        kept += digits == 0 ? 0 : 1
                        decimals += afterPoint ? 1 : 0
                    } else {
                        rounding = rounding ?? next
                        decimals -= afterPoint ? 0 : 1
                    }
                } else {
                    break
                }
                at += 1
            }
            if let rounding, rounding >= 0x35 { digits += 1 }
            guard found else { return false }
            guard byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") else { return at == bytes.endIndex }
            at += 1
            guard let power = Int(String(decoding: bytes[at...], as: UTF8.self)), (-400...400).contains(power) else {
                return false
            }
            exponent = power
            return true
        }
    }
}

/// U+2212, the minus sign of typesetters, in UTF-8.
private let minusSign: [UInt8] = [0xE2, 0x88, 0x92]

/// Words for a missing cell, in lower case, with those of Microsoft's C library and of Excel.
private let missingWords: Set<String> = [
    "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none", "?", "1.#qnan", "-1.#ind", "1.#ind", "1.#snan",
    "#value!", "#div/0!", "#num!", "#ref!", "#name?", "#null!",
]

/// 10⁰ … 10²², all exact.
let powersOfTen: [Double] = (0...22).map { Double("1e\($0)")! }
/// 10⁰ … 10¹⁸.
let integerPowersOfTen: [Int64] = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
