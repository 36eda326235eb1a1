// SPDX-License-Identifier: Apache-2.0
import Base
import TOMLKit

/// Lines that another language takes and TOML does not: Python's words, fractions, YAML's colons, typographic quotation
/// marks, words without any.
enum TOMLSlip {
    /// The line as TOML; nil if it is already, or if it would be none either.
    static func mended(_ line: String) -> String? {
        let plain = String(line.map { "“”„«»".contains($0) ? "\"" : "‘’".contains($0) ? "'" : $0 })
            .trimmingPrefix { $0 == " " || $0 == "\t" }
        guard let (key, value) = parts(String(plain)) else { return nil }
        let result = value.isEmpty ? "[\(key)]" : "\(key) = \(self.value(value))"
        return result != line && (try? TOMLTable(string: result)) != nil ? result : nil
    }

    /// Key and value around the first `=` or `:`; a name alone before a colon begins a section.
    private static func parts(_ line: String) -> (key: String, value: String)? {
        guard let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let (key, rest) = (trimmed(line[..<sign]), trimmed(line[line.index(after: sign)...]))
        guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
        guard !rest.isEmpty || line[sign] == ":" && JobFileSchema.sections.contains(key) else { return nil }
        return (key, rest)
    }

    /// The value as TOML would have it.
    static func value(_ text: String) -> String {
        switch text {
        case "True", "yes", "on": return "true"
        case "False", "no", "off": return "false"
        default: break
        }
        if let number = number(text) { return number }
        let isWord =
            text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
        return isWord && text != "true" && text != "false" ? JobLine.quoted(text) : text
    }

    /// A fraction in decimals, `8/255` as 0.0314; also a number with a decimal comma or a percent sign.
    static func number(_ text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double(trimmed($0)) }
        if parts.count == 2, let above = parts[0], let below = parts[1], below != 0 { return digits(above / below) }
        if text.hasSuffix("%"), let share = Double(trimmed(text.dropLast())) { return digits(share / 100) }
        if text.count(where: { $0 == "," }) == 1, let value = Double(text.replacing(",", with: ".")) {
            return digits(value)
        }
        return nil
    }

    /// Three digits, which is more than anybody means by 8/255.
    private static func digits(_ value: Double) -> String {
        var (decimals, size) = (2, abs(value))
        while size > 0, size < 1, decimals < 12 { (decimals, size) = (decimals + 1, size * 10) }
        let text = DecimalText.fixed(value, decimals)
        return text.contains(".") ? String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) : text
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(
            text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
}
