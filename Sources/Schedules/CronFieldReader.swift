// SPDX-License-Identifier: Apache-2.0
import Base

/// Parses one field: a list of `*`, `N`, `N-M`, with `/STEP` after a star or a range.
struct CronFieldReader {
    let field: CronField
    let text: Substring
    /// The whole line, for positions in messages.
    let line: String

    /// - Throws: `Failure`, refused `bad-cron`: field, value, position, and what to write.
    func read() throws -> CronSet {
        var set = CronSet()
        for term in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try values(of: term) { set.insert(field == .dayOfWeek ? value % 7 : value) }
        }
        return set
    }

    private func values(of term: Substring) throws -> StrideThrough<Int> {
        let parts = term.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try range(parts[0])
        guard parts.count == 2 else { return stride(from: range.lowerBound, through: range.upperBound, by: 1) }
        guard parts[0] == "*" || parts[0].contains("-") else {
            throw failure(
                term, "has a step without a range",
                "write \(parts[0])-\(field.range.upperBound)/\(parts[1]), or */\(parts[1])")
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: try step(parts[1]))
    }

    /// Refuses a step beyond the field's range, which would look like "every 90 minutes" and mean "every hour".
    private func step(_ text: Substring) throws -> Int {
        let most = field.range.upperBound
        guard let step = number(text), (1...most).contains(step) else {
            throw failure(
                text, "is no step",
                "a step is a number from 1 to \(most); cron cannot count beyond one \(field.name) field")
        }
        return step
    }

    private func range(_ text: Substring) throws -> ClosedRange<Int> {
        if text == "*" { return field.range }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(ends[0])
        guard ends.count == 2 else { return first...first }
        let last = try value(ends[1])
        guard first <= last else {
            throw failure(text, "is a range that runs backwards", backwardsHint(ends))
        }
        return first...last
    }

    private func backwardsHint(_ ends: [Substring]) -> String {
        guard field == .dayOfWeek, ends[1] == "0" || ends[1].lowercased() == "sun" else {
            return "write two ranges: \(ends[0])-\(field.range.upperBound),\(field.range.lowerBound)-\(ends[1])"
        }
        return "Sunday is 7 at the end of a range: \(field.value(named: String(ends[0])) ?? number(ends[0]) ?? 1)-7"
    }

    private func value(_ text: Substring) throws -> Int {
        if let named = field.value(named: String(text)) { return named }
        guard let value = number(text) else {
            throw failure(text, text.isEmpty ? "is empty" : "is no value", "write \(field.span), *, ranges, lists")
        }
        guard field.range.contains(value) else {
            throw failure(text, "is out of range", "write \(field.span)")
        }
        return value
    }

    /// Digits only, because `Int` accepts signs too.
    private func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }

    private func failure(_ part: Substring, _ what: String, _ hint: String) -> Failure {
        let position = line.distance(from: line.startIndex, to: part.startIndex) + 1
        return .refused(
            "bad-cron", "\(field.name): '\(part)' \(what) (field \(field.rawValue + 1), character \(position))",
            hint: hint)
    }
}
