// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

/// What Base has in the stead of Foundation's functions does as they do.
@Suite(.timeLimit(.minutes(10))) struct TextTests {
    private static let values: [Double] = [
        0, -0.0, 0.05, 0.125, 0.25, 0.35, 1, -1.005, 2.675, 99.95, 1234.5, 0.00012345, 123456.789, 1e22, -1e-300,
        .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, .nan,
    ]

    @Test(arguments: values, [0, 1, 2, 3, 4, 17])
    func numbersAreThoseOfPrintf(_ value: Double, _ digits: Int) {
        #expect(PrintedNumber.fixed(value, digits) == String(format: "%.\(digits)f", value))
        #expect(PrintedNumber.significant(value, max(1, digits)) == String(format: "%.\(max(1, digits))g", value))
    }

    @Test(arguments: [0, 7, 10, 59, 100, Int.max])
    func zerosBeforeANumber(_ number: Int) {
        for digits in 0...4 {
            #expect(PrintedNumber.padded(number, digits) == String(format: "%0\(digits)ld", number))
        }
    }

    @Test func spacesAfterAText() {
        #expect("ab".padded(to: 4) == "ab  ")
        #expect("abcde".padded(to: 4) == "abcde")
        #expect("👩‍💻é".padded(to: 3) == "👩‍💻é ")
    }

    @Test(arguments: ["", " ", "a", " a ", "\t a b\r\n", "\u{2003}ü\u{A0}", "\n\n"])
    func withoutSpaceAround(_ text: String) {
        #expect(text.trimmed == text.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(text[...].trimmed == text.trimmed)
    }

    @Test(arguments: ["", "a-b_c.d~9", "a b", "100%", "a/b?c=d&e", "Grüße 文字", "\u{1F469}\u{200D}\u{1F4BB}", "\0\n"])
    func percentEncoding(_ text: String) {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        #expect(text.percentEncoded == text.addingPercentEncoding(withAllowedCharacters: unreserved))
        #expect(text.percentEncoded.percentDecoded == text)
    }

    @Test(arguments: ["%41%62", "%c3%BC", "a+b", "%", "%4", "%4g", "a%zz", "%ff", "%C3", "%2525", "100%25"])
    func percentDecoding(_ text: String) {
        #expect(text.percentDecoded == text.removingPercentEncoding)
        #expect(("a?" + text).dropFirst(2).percentDecoded == text.removingPercentEncoding)
    }
}
