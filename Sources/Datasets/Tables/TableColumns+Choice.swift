// SPDX-License-Identifier: Apache-2.0
import Base

/// Keys of job.toml that choose columns, each with a value that is accepted as it stands.
extension TableColumns {
    /// - Parameter modelInputs: nil if the model leaves the number of its inputs free.
    /// - Throws: `Failure` (refused) if one of the columns may be no feature of the model.
    func checkFeatures(_ numeric: [Int], _ statistics: [ColumnStatistics], _ modelInputs: Int?) throws {
        let doubtful = numeric.filter { ColumnDoubt(statistics[$0], among: statistics) != nil }
        guard let first = doubtful.first else { return }
        let name = names[first].isEmpty ? "column \(first + 1), which has no name," : "column \"\(names[first])\""
        let reason = statistics[first].countsRows ? "counts the rows" : "has the name of a label or a key"
        guard modelInputs == nil else {
            throw Failure.refused(
                "doubtful-column",
                "\(name) \(reason): it is not taken as one of the model's \(counted(numeric.count, "input")) unless "
                    + "job.toml names it",
                hint: "bring the table that the model was trained on; if it is this one, add to "
                    + "\(JobLine("dataset", "columns", references(numeric)))", file: file)
        }
        let features = numeric.filter { !doubtful.contains($0) }
        throw Failure.refused(
            "doubtful-column", "\(name) \(reason): it is not taken unless job.toml names it",
            hint: "add what the model takes to "
                + "\(JobLine("dataset", "columns", references(features.isEmpty ? numeric : features)))", file: file)
    }

    /// For a table with more numeric columns than the model has inputs.
    func choiceHint(_ numeric: [Int], _ statistics: [ColumnStatistics], _ inputs: Int) -> String {
        let features = numeric.filter { ColumnDoubt(statistics[$0], among: statistics) == nil }
        let labels = numeric.filter {
            ColumnDoubt(statistics[$0], among: statistics) == .label && statistics[$0].values.isWhole
        }
        if numeric.count == inputs + 1, let label = labels.first {
            return "add to \(JobLine("dataset", "label", reference(label)))"
        }
        guard features.count != inputs else {
            let left = numeric.filter { !features.contains($0) }
            return labels.isEmpty
                ? "so that it is carried over, add to \(JobLine("dataset", "id", references(left)))"
                : "add to \(JobLine("dataset", "columns", references(features)))"
        }
        if numeric.count == inputs + 1, let label = likelyLabel(numeric, statistics) {
            return "if column \(label + 1) holds the classes, add to \(JobLine("dataset", "label", reference(label)))"
        }
        let example = (features.count > inputs ? features : numeric).prefix(inputs)
        return "name the model's \(counted(inputs, "input")) in order, by names, patterns or numbers; for example, in "
            + "\(JobLine("dataset", "columns", references(Array(example))))"
    }

    /// The first or the last column, where tables keep their classes: the one of fewer values, if they are whole numbers.
    private func likelyLabel(_ numeric: [Int], _ statistics: [ColumnStatistics]) -> Int? {
        func range(_ place: Int) -> Double { statistics[place].values.maximum - statistics[place].values.minimum }
        let ends = [numeric[0], numeric[numeric.count - 1]].filter { statistics[$0].values.isWhole && range($0) > 0 }
        return ends.min { range($0) < range($1) }
    }

    /// Up to this many columns are listed one by one, more as ranges of their numbers.
    private static let mostListed = 32

    /// Columns as a TOML array.
    private func references(_ places: [Int]) -> String {
        guard places.count > Self.mostListed else { return JobLine.list(places.map(reference)) }
        let ranges = places.consecutiveRuns.map { "\"\($0.lowerBound + 1)-\($0.upperBound)\"" }
        return JobLine.list(ranges)
    }

    /// A column as a TOML string: its name, or its number if the name is empty, has line ends, or is not the only one of its kind.
    private func reference(_ place: Int) -> String {
        let name = names[place]
        guard name.isEmpty || name.hasControlCharacters || names.count(where: { $0 == name }) > 1 else {
            return JobLine.quoted(name)
        }
        let number = String(place + 1)
        return names.contains(number) ? "\"\(number)-\(number)\"" : "\"\(number)\""
    }
}
