// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Datasets

@Suite(.timeLimit(.minutes(10))) struct DecimalTests {
    private func cell(_ text: String) -> DecimalNumber.Cell {
        DecimalNumber.cell(Array(text.utf8)[...])
    }

    @Test func readsNumbersAsSpelled() {
        let cases: [(String, Int64, Int)] = [
            ("0", 0, 0), ("-12", -12, 0), ("+3.50", 350, 2), (".5", 5, 1), ("7.", 7, 0), (" 1.25\t", 125, 2),
            ("1e3", 1000, 0), ("1.5E-3", 15, 4), ("2.5e1", 25, 0), ("0.12345678901234567", 12_345_678_901_234_567, 17),
            ("-0.0", 0, 1), ("000123.4500", 1_234_500, 4), ("1.99999999999999999999", 200_000_000_000_000_000, 17),
        ]
        for (text, mantissa, decimals) in cases {
            #expect(cell(text) == .number(DecimalNumber(mantissa: mantissa, decimals: decimals)), "\(text)")
        }
    }

    @Test func tellsGapsFromText() {
        for text in ["", "  ", "NA", "n/a", "NaN", "null", "None", "?", "<NA>"] {
            #expect(cell(text) == .missing, "\(text)")
        }
        for text in ["inf", "-Infinity", "+INF"] { #expect(cell(text) == .infinite, "\(text)") }
        for text in ["1,5", "0x10", "1_000", "12a", "-", ".", "1e", "e5", "--1", "1e999", "1 2", "9e30", "+NaN1"] {
            #expect(cell(text) == .text, "\(text)")
        }
    }

    @Test func scalesExactly() {
        let number = DecimalNumber(mantissa: -125, decimals: 2)
        #expect(number.scaled(toDecimals: 4) == -12500)
        #expect(number.scaled(toDecimals: 1) == -12)  // −12.5, ties to even
        #expect(number.scaled(toDecimals: 1, .up) == -12)
        #expect(number.scaled(toDecimals: 1, .down) == -13)
        #expect(DecimalNumber(mantissa: 135, decimals: 2).scaled(toDecimals: 1) == 14)
        #expect(DecimalNumber(mantissa: 5, decimals: 300).scaled(toDecimals: 2) == 0)
        #expect(DecimalNumber(mantissa: 5, decimals: 0).scaled(toDecimals: 30) == nil)
    }

    @Test func writesWithoutNoise() {
        let cases: [(Int64, Int, Int, String)] = [
            (12, 2, 2, "0.12"), (-5, 3, 3, "-0.005"), (0, 2, 2, "0.00"), (7, 0, 0, "7"), (7, 0, 1, "7.0"),
            (-1234, 2, 2, "-12.34"), (123_456_789_012_345_678, 18, 18, "0.123456789012345678"),
        ]
        for (index, decimals, written, text) in cases {
            #expect(DecimalNumber.text(index, decimals: decimals, written: written) == text)
        }
    }

    /// The value of a spelling is the Double nearest to it, as the C library finds it.
    @Test func valuesAreCorrectlyRounded() {
        for text in ["0.1", "2.81632854", "1234567.891", "0.000001", "4503599627370497.5", "-3e-7"] {
            guard case .number(let number) = cell(text) else {
                Issue.record("\(text) is a number")
                continue
            }
            #expect(number.value == strtod(text, nil))
        }
    }

    @Test func levelsOfImagesSurviveFloat() {
        for levels in [255, 65535] {
            for level in 0...levels {
                let value = unit(level, of: levels)
                #expect(value == Float(level) / Float(levels))
                #expect(nearestLevel(value, of: levels) == level)
            }
        }
    }

    @Test func patternsOfPaths() {
        let matching = [
            ("*.png", "images/cat/x.png"), ("images/*/x.png", "images/cat/x.png"), ("images/**", "images/cat/x.png"),
            ("**/x.png", "x.png"), ("**/x.png", "a/b/x.png"), ("a/**/x.png", "a/x.png"), ("?.png", "x.png"),
            ("**", "a/b"), ("a/**/**/x", "a/x"), ("a/**/**/x", "a/b/c/d/x"), ("**/b/**/d", "a/b/b/c/d"),
            ("a/***", "a/b/c"),
        ]
        for (pattern, path) in matching { #expect(PathPattern(pattern).matches(path), "\(pattern) \(path)") }
        let others = [
            ("images/*.png", "images/cat/x.png"), ("*.png", "x.pngs"), ("**/x.png", "a/bx.png"), ("?.png", "xy.png"),
            ("a/**/x.png", "a/bx.png"), ("", "x"), ("**/b/**/d", "a/b/c/de"), ("a/**/x", "x"),
        ]
        for (pattern, path) in others { #expect(!PathPattern(pattern).matches(path), "\(pattern) \(path)") }
        #expect(!PathPattern(String(repeating: "*a", count: 40)).matches(String(repeating: "a", count: 200) + "b"))
        let folders = PathPattern(String(repeating: "**/", count: 100) + "b")
        let path = String(repeating: "a/", count: 500)
        #expect(folders.matches(path + "b") && !folders.matches(path + "c"))
    }
}
