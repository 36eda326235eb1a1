// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Numbers in the forms of printf(3), for people. The programs never call setlocale(3), so the decimal point is a dot
/// everywhere.
public enum PrintedNumber {
    /// The longest text: a finite Double has at most 309 digits before the point.
    private static let longest = 512

    /// `%.Nf`: `value` with so many digits after the point, 0 to 100.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        printed("%.*f", decimals, value)
    }

    /// `%.Ng`: `value` with at most so many significant digits, 1 to 100, and without zeros at the end.
    public static func significant(_ value: Double, _ digits: Int) -> String {
        printed("%.*g", digits, value)
    }

    /// `%0Nd` of a number that is not negative: with zeros before it up to so many digits.
    public static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func printed(_ format: String, _ digits: Int, _ value: Double) -> String {
        var text = [CChar](repeating: 0, count: longest)
        let length = withVaList([Int32(min(digits, 100)), value]) { vsnprintf(&text, longest, format, $0) }
        return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
