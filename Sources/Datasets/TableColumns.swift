import Failures

/// Which columns of a table are attacked, and which one holds the class.
struct TableColumns: Sendable {
    let names: [String]
    let label: Int?
    private let excluded: Set<Int>
    /// By `[dataset] columns`; nil where the types decide.
    private let chosen: [Int]?
    private let file: String

    init(names: [String], options: DatasetOptions, file: String) throws {
        self.names = names
        self.file = file
        func places(_ pattern: String, _ key: String) throws -> [Int] {
            let found = Self.matches(pattern, names)
            guard !found.isEmpty else {
                throw Failure.refused(
                    "unknown-column", "there is no column \"\(pattern)\" (\(key))", hint: Self.listing(names),
                    file: file)
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

    /// By name; else by pattern; else by number or range of numbers, from 1.
    private static func matches(_ pattern: String, _ names: [String]) -> [Int] {
        let exact = names.indices.filter { names[$0] == pattern }
        if !exact.isEmpty { return exact }
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
        for place in numeric { try checkNumeric(statistics[place]) }
        return numeric
    }

    private func checkNumeric(_ column: ColumnStatistics) throws {
        if let text = column.firstText {
            throw Failure.refused(
                "not-a-number", "column \"\(column.name)\" holds \"\(text.text)\"",
                hint: "leave the column out of [dataset] columns, or mend the cell (a point as decimal sign)",
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

    private func miscounted(_ numeric: [Int], _ statistics: [ColumnStatistics], modelInputs: Int?) -> Failure {
        let taken = modelInputs.map { "the model takes \($0) inputs" } ?? "none can be attacked"
        var message =
            "\(numeric.count) of \(names.count) columns are numeric, \(taken); numeric: "
            + Self.listing(numeric.map { names[$0] })
        let almost = names.indices.compactMap { place in
            statistics[place].firstText.flatMap { text in
                statistics[place].numbers > 0 || Self.hasDecimalComma(text.text) ? (names[place], text) : nil
            }
        }
        if let (name, text) = almost.first {
            message += "; \"\(name)\" counts as text because of \"\(text.text)\" in row \(text.line)"
            if Self.hasDecimalComma(text.text) {
                return .refused("column-count", message + " (a comma)", hint: Self.commaHint, file: file)
            }
        }
        if let empty = statistics.first(where: { $0.numbers == 0 && $0.firstText == nil }) {
            message += "; \"\(empty.name)\" holds no number at all"
        }
        return .refused("column-count", message, hint: hint(numeric, modelInputs: modelInputs), file: file)
    }

    private static let commaHint =
        "numbers have a point and no separators of thousands: pandas.read_csv(FILE, sep=\";\", decimal=\",\").to_csv(FILE)"

    private static func hasDecimalComma(_ text: String) -> Bool {
        text.contains(",") && DecimalNumber(parsing: Array(text.replacing(",", with: ".").utf8)[...]) != nil
    }

    private func hint(_ numeric: [Int], modelInputs: Int?) -> String {
        let labels = ["label", "class", "target", "y"]
        if let modelInputs, numeric.count == modelInputs + 1,
            let label = numeric.first(where: { labels.contains(names[$0].lowercased()) })
        {
            return "add to job.toml: [dataset] label = \"\(names[label])\""
        }
        let count = modelInputs.map { "the model's \($0) inputs" } ?? "the model's inputs"
        let example = numeric.prefix(3).map { "\"\(names[$0])\"" }.joined(separator: ", ")
        return "add to job.toml, naming \(count) in order: [dataset] columns = [\(example), …]"
    }

    private static func listing(_ names: [String]) -> String {
        let most = 200
        return names.prefix(most).joined(separator: ", ") + (names.count > most ? ", … (\(names.count) in all)" : "")
    }
}
