// SPDX-License-Identifier: Apache-2.0
import Base
import TOMLKit

/// A job.toml whose keys and values have been checked against the schema.
struct JobFile {
    /// For messages: the file's name in the bundle, or the path of an inbox's defaults.
    let name: String
    /// Validated values, keyed by section ("" is the top) and by key.
    private(set) var values: [String: [String: JSONValue]] = [:]

    /// - Throws: `Failure` (refused) if the text is not TOML (with its row), if a key is unknown (with the nearest
    ///   known one), or if a value has the wrong type or range (with what is allowed).
    init(text: String, name: String) throws {
        self.name = name
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Self.notTOML(text, error, name)
        }
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            if JobFileSchema.sections.contains(key) {
                try read(section: key, value)
            } else {
                try read(key, value, section: nil)
            }
        }
    }

    private static func notTOML(_ text: String, _ error: TOMLParseError, _ name: String) -> Failure {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let row = error.source.begin.line
        // An error may be noticed at the line after the one that holds it.
        let slip = [row, row - 1].first {
            lines.indices.contains($0 - 1) && TOMLSlip.mended(String(lines[$0 - 1])) != nil
        }
        let mended = slip.flatMap { TOMLSlip.mended(String(lines[$0 - 1])) }
        return Failure(
            .refused, code: "bad-toml", "is not TOML: \(error.description.prefix(300))",
            hint: mended.map { "write line \(slip ?? row) as: \($0)" }
                ?? "key = value, a line each; man job.toml lists the keys", file: name, row: slip ?? row)
    }

    private mutating func read(section: String, _ value: any TOMLValueConvertible) throws {
        guard let table = value.table else {
            throw Failure.refused(
                "bad-value", "\(section) is a section, not a key", hint: "write [\(section)] on a line of its own",
                file: name)
        }
        for key in table.keys.sorted() {
            if let value = table[key] { try read(key, value, section: section) }
        }
    }

    private mutating func read(_ name: String, _ value: any TOMLValueConvertible, section: String?) throws {
        guard let key = JobFileSchema.keys.first(where: { $0.section == section && $0.name == name }) else {
            throw unknown(name, section: section)
        }
        guard let valid = key.validated(value) else {
            throw Failure.refused(
                "bad-value", "\(key.path) = \(value.debugDescription) is not \(key.allowed)",
                hint: key.meant(value).map { "write in \(JobLine(section, name, $0))" } ?? key.meaning, file: self.name)
        }
        values[section ?? "", default: [:]][name] = valid
    }

    private func unknown(_ key: String, section: String?) -> Failure {
        let path = (section.map { "[\($0)] " } ?? "") + key
        let mates = JobFileSchema.keys.filter { $0.section == section }.map(\.name)
        var hint = "known keys: " + mates.joined(separator: ", ")
        if let meant = JobFileSchema.key(alias: key, in: section) {
            hint = "did you mean \(meant.name)?"
        } else if let elsewhere = JobFileSchema.keys.first(where: { $0.name == key }) {
            hint = elsewhere.section.map { "\(key) belongs below [\($0)]" } ?? "\(key) belongs above the first section"
        } else if let instead = JobFileSchema.absent[key.lowercased()] {
            hint = instead
        } else if let meant = JobFileSchema.key(alias: key) {
            hint = "did you mean \(meant.section == section ? meant.name : meant.path)"
            hint += section != nil && meant.section == nil ? ", above the first section?" : "?"
        } else if let near = NearestWord.to(key, among: mates + (section == nil ? JobFileSchema.sections : [])) {
            hint = "did you mean \(near)?"
        } else if key.count >= 4, let near = NearestWord.to(key, among: JobFileSchema.keys.map(\.name)),
            let known = JobFileSchema.keys.first(where: { $0.name == near })
        {
            hint = "did you mean \(known.path)?"
        }
        return .refused("unknown-key", "unknown key \(path)", hint: hint, file: name)
    }
}
