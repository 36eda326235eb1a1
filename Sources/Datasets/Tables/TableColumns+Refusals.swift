// SPDX-License-Identifier: Apache-2.0
import Base

/// Messages for a table whose columns are not those that the model takes, and hints that help.
extension TableColumns {
    /// The most column names in a message, and the longest name (in bytes) that is compared for typing errors.
    private static let (mostNames, longestName) = (8, 100)

    static func listing(_ names: [String]) -> String {
        names.prefix(mostNames).joined(separator: ", ")
            + (names.count > mostNames ? ", … (\(names.count) in all)" : "")
    }

    /// `did you mean "weight"? `, or empty if no column has a similar name.
    static func alike(_ word: String, _ names: [String]) -> String {
        guard word.utf8.count <= longestName else { return "" }
        let known = names.filter { $0.utf8.count <= longestName }
        return NearestWord.to(word, among: known).map { "did you mean \"\($0)\"? " } ?? ""
    }

    /// What to write in place of a name that no column has.
    static func meant(_ word: String, _ key: String, _ names: [String]) -> String {
        let known = names.filter { $0.utf8.count <= longestName && !$0.isEmpty }
        guard key == "label", word.utf8.count <= longestName, let near = NearestWord.to(word, among: known) else {
            return alike(word, known) + "the columns: " + listing(names.map { $0.isEmpty ? "(without a name)" : $0 })
        }
        return "did you mean \"\(near)\"? Write in \(JobLine("dataset", "label", text: near))"
    }

    func checkNumeric(_ column: ColumnStatistics) throws {
        if let text = column.firstText {
            throw Failure.refused(
                "not-a-number", "column \"\(column.name)\" holds \"\(text.text)\"",
                hint:
                    "leave the column out of [dataset] columns, or mend the cell; [dataset] decimal, thousands and missing say how "
                    + "cells are spelled",
                file: file,
                row: text.line)
        }
        if let line = column.firstInfinite {
            throw Failure.refused(
                "infinite", "column \"\(column.name)\" holds an infinite number", hint: "leave the cell empty",
                file: file,
                row: line)
        }
        guard column.numbers > 0 else {
            throw Failure.refused(
                "empty-column", "column \"\(column.name)\" holds no number at all",
                hint: "leave the column out of [dataset] columns", file: file)
        }
    }

    /// - Parameter numeric: the columns that could be attacked.
    func miscounted(_ numeric: [Int], _ statistics: [ColumnStatistics], modelInputs: Int?) -> Failure {
        let taken = modelInputs.map { "the model takes \(counted($0, "input"))" } ?? "none can be attacked"
        var message = "\(numeric.count) of \(names.count) columns are numeric, \(taken)"
        if !numeric.isEmpty { message += "; numeric: " + Self.listing(numeric.map { names[$0] }) }
        let almost = almostNumeric(statistics)
        if let (name, line, text) = almost {
            message += "; \"\(name)\" counts as text because of \"\(text)\" in row \(line)"
            if Self.hasDecimalComma(text), separatorHint == nil {
                return .refused(
                    "column-count", message + " (a comma)", hint: commaHint(text), file: file, row: line)
            }
        }
        if let empty = statistics.first(where: { $0.numbers == 0 && $0.firstText == nil }) {
            message += "; \"\(empty.name)\" holds no number at all"
        }
        let cell = almost.map { cellHint($0.text, $0.line) }
        let hint = hint(numeric, statistics, cell: cell, modelInputs: modelInputs)
        return .refused("column-count", message, hint: hint, file: file)
    }

    private func hint(
        _ numeric: [Int], _ statistics: [ColumnStatistics], cell: String?, modelInputs: Int?
    ) -> String {
        if let hint = separatorHint ?? headerHint(statistics) { return hint }
        guard modelInputs.map({ numeric.count < $0 }) ?? true else {
            return choiceHint(numeric, statistics, modelInputs ?? numeric.count)
        }
        return cell ?? Self.otherHint(modelInputs)
    }

    /// The first column that would be numeric but for a cell of text.
    private func almostNumeric(_ statistics: [ColumnStatistics]) -> (name: String, line: Int, text: String)? {
        for (name, column) in zip(names, statistics) {
            guard let text = column.firstText, column.digits > 0 || Self.hasDecimalComma(text.text) else { continue }
            return (name, text.line, text.text)
        }
        return nil
    }

    private static func hasDecimalComma(_ text: String) -> Bool {
        text.contains(",") && DecimalNumber(parsing: Array(text.replacing(",", with: "").utf8)[...]) != nil
    }
}

extension TableColumns {
    /// Between commas, a comma in quotes rather separates thousands; who uses semicolons has decimal commas.
    private func commaHint(_ text: String) -> String {
        let thousands = JobLine("dataset", "thousands", text: ",")
        guard text.count(where: { $0 == "," }) == 1 else { return "\(thousands)" }
        let decimal = JobLine("dataset", "decimal", text: ",")
        let lines = ["if the comma separates thousands: \(thousands)", "if the comma is the decimal sign: \(decimal)"]
        return (separator == .sign(UInt8(ascii: ",")) ? lines : lines.reversed()).joined(separator: "; ")
    }

    /// For a table of one or two columns whose names contain another separator.
    private var separatorHint: String? {
        guard names.count <= 2 else { return nil }
        for sign in [";", "\t", "|"] + (names.count == 1 ? [","] : [])
        where names.contains(where: { $0.contains(sign) }) {
            return "add to \(JobLine("dataset", "separator", text: sign == "\t" ? "tab" : sign))"
        }
        return nil
    }

    private func headerHint(_ statistics: [ColumnStatistics]) -> String? {
        let isUnnamed = names.indices.allSatisfy { names[$0] == String($0 + 1) }
        if isUnnamed, statistics.allSatisfy({ $0.firstText?.line == 1 }) {
            return "the first row looks like a header: add to \(JobLine("dataset", "header", "true"))"
        }
        let numbers = names.filter { DecimalNumber(parsing: Array($0.utf8)[...]) != nil }
        guard 2 * numbers.count > names.count, numbers.contains(where: { $0.contains(".") }) else { return nil }
        return "the first row looks like data: add to \(JobLine("dataset", "header", "false"))"
    }

    private func cellHint(_ text: String, _ line: Int) -> String {
        let mending = "mend the cell \"\(text)\" in row \(line): a number, or nothing at all"
        // What has digits may be a number in another form.
        guard !text.contains(where: \.isNumber) else { return mending }
        return mending
            + "; if it is a word for a missing cell: \(JobLine("dataset", "missing", texts: missing + [text]))"
    }

    private static func otherHint(_ modelInputs: Int?) -> String {
        modelInputs == nil
            ? "a table needs columns of numbers"
            : "is it another model's table? Bring the one that the model was trained on, or the model of this one"
    }

}
