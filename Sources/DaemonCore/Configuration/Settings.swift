// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import TOMLKit

/// A table of a configuration file, read key by key. An unknown key is refused, and the nearest known one is named.
struct Settings {
    let table: TOMLTable
    let file: String
    /// The prefix of keys in messages: `[[inbox]] ` or nothing.
    let section: String

    init(_ table: TOMLTable, file: String, section: String = "", known: [String]) throws {
        self.table = table
        self.file = file
        self.section = section
        for key in table.keys.sorted() where !known.contains(key) {
            let near = NearestWord.to(key, among: known).map { "did you mean '\($0)'?" }
            throw Failure.refused(
                "unknown-key", "unknown key \(section)'\(key)'",
                hint: near ?? "known keys: \(known.sorted().joined(separator: ", "))", file: file)
        }
    }

    func string(_ key: String) throws -> String? {
        try value(key, "a string") { $0.string }
    }

    func integer(_ key: String, atLeast minimum: Int) throws -> Int? {
        try value(key, "a whole number, at least \(minimum)") { $0.int.flatMap { $0 >= minimum ? $0 : nil } }
    }

    /// Reads seconds: a number, or text such as `"500ms"`, `"10s"`, `"5m"`, `"1h"`, `"30d"`.
    func seconds(_ key: String, above minimum: Double = 0) throws -> Double? {
        try value(key, "a time above \(minimum) s: 10, 0.5, \"500ms\", \"10s\", \"5m\", \"1h\", \"30d\"") { value in
            let units = ["ms": 0.001, "s": 1.0, "m": 60, "h": 3600, "d": 86400]
            let seconds = value.double ?? value.int.map(Double.init) ?? value.string.flatMap { measure($0, units) }
            return seconds.flatMap { $0 > minimum && $0.isFinite ? $0 : nil }
        }
    }

    /// Reads bytes: a number, or text such as `"4G"`, `"512M"`.
    func bytes(_ key: String, atLeast minimum: Double = 1) throws -> Int? {
        try value(key, "a number of bytes: \"512M\", \"4G\"") { value in
            let units = ["K": 1024.0, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
            let bytes = value.int.map(Double.init) ?? value.string.flatMap { measure($0, units) }
            return bytes.flatMap { $0 >= minimum && $0 < 9e18 ? Int($0) : nil }
        }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, _: Choice.Type) throws -> Choice? {
        let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return try value(key, "one of \(words)") { $0.string.flatMap(Choice.init(rawValue:)) }
    }

    func refusal(_ key: String, _ message: String, hint: String? = nil) -> Failure {
        Failure.refused("bad-value", "\(section)\(key): \(message)", hint: hint, file: file)
    }

    private func value<T>(_ key: String, _ wanted: String, _ read: (any TOMLValueConvertible) -> T?) throws -> T? {
        guard let found = table[key] else { return nil }
        guard let value = read(found) else {
            throw refusal(key, "\(found.debugDescription) is not \(wanted)")
        }
        return value
    }

    /// `"1.5h"` → 5400 with `["h": 3600]`; nil if the unit is not known.
    private func measure(_ text: String, _ units: [String: Double]) -> Double? {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), let unit = units[String(text.dropFirst(digits.count))] else { return nil }
        return number * unit
    }
}
