// SPDX-License-Identifier: Apache-2.0
import Base

/// Which columns of a table are attacked, and which column holds the class.
struct TableColumns: Sendable {
    let names: [String]
    let label: Int?
    private let excluded: Set<Int>
    /// The columns in `[dataset] columns`; nil if the columns' types decide.
    private let chosen: [Int]?
    let file: String
    /// `[dataset] missing`.
    let missing: [String]
    let separator: TableSeparator

    init(names: [String], separator: TableSeparator, options: DatasetOptions, file: String) throws {
        self.names = names
        self.file = file
        missing = options.missing ?? []
        self.separator = separator
        func places(_ pattern: String, _ key: String) throws -> [Int] {
            let found = Self.matches(pattern, names)
            guard !found.isEmpty else {
                throw Failure.refused(
                    "unknown-column", "there is no column \"\(pattern)\" (\(key))",
                    hint: Self.meant(pattern, key, names), file: file)
            }
            return found
        }
        label = try options.label.map { label in
            let found = try places(label, "label")
            guard found.count == 1 else {
                throw Failure.refused(
                    "ambiguous-column", "\(found.count) columns match label \"\(label)\"",
                    hint: "name it by its number: label = \"\(found[0] + 1)\"", file: file)
            }
            return found[0]
        }
        excluded = Set(try (options.id ?? []).flatMap { try places($0, "id") } + (label.map { [$0] } ?? []))
        chosen = try options.columns?.flatMap { try places($0, "columns") }
        if let chosen, Set(chosen).count < chosen.count {
            throw Failure.refused(
                "ambiguous-column", "[dataset] columns names a column twice", hint: Self.listing(names), file: file)
        }
    }

    /// The columns with the name `pattern`; if there is none, those that it matches as a pattern; else those that it
    /// gives as a number or range of numbers, from 1.
    private static func matches(_ pattern: String, _ names: [String]) -> [Int] {
        let exact = names.indices.filter { names[$0] == pattern }
        if !exact.isEmpty { return exact }
        // pandas calls a column without a name so; columns are counted from 0.
        let unnamed = "Unnamed: "
        if pattern.hasPrefix(unnamed), let place = Int(pattern.dropFirst(unnamed.count)), names.indices.contains(place),
            names[place].isEmpty
        {
            return [place]
        }
        let glob = PathPattern(pattern)
        let alike =
            pattern.contains(where: { "*?".contains($0) }) ? names.indices.filter { glob.matches(names[$0]) } : []
        if !alike.isEmpty { return alike }
        let bounds = pattern.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2,
            1 <= first, first <= last, last <= names.count
        else { return [] }
        return Array(first - 1..<last)
    }

    /// The attacked columns, in the model's order.
    ///
    /// - Parameter modelInputs: the number of columns that the model takes; nil if unknown.
    /// - Throws: `Failure` (refused) if a chosen column is not numeric, or if their number is not `modelInputs`.
    func attacked(_ statistics: [ColumnStatistics], modelInputs: Int?) throws -> [Int] {
        if let chosen {
            for place in chosen { try checkNumeric(statistics[place]) }
            guard modelInputs == nil || chosen.count == modelInputs else {
                throw Failure.refused(
                    "column-count",
                    "[dataset] columns chooses \(chosen.count) columns, the model takes \(modelInputs!)",
                    hint: Self.listing(names), file: file)
            }
            return chosen
        }
        let numeric = names.indices.filter { !excluded.contains($0) && statistics[$0].isNumeric }
        guard !numeric.isEmpty, modelInputs == nil || numeric.count == modelInputs else {
            throw miscounted(numeric, statistics, modelInputs: modelInputs)
        }
        try checkFeatures(numeric, statistics, modelInputs)
        for place in numeric { try checkNumeric(statistics[place]) }
        return numeric
    }
}
