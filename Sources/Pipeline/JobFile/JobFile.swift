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
            throw Failure(
                .refused, code: "bad-toml", "is not TOML: \(error.description.prefix(300))",
                hint: "key = value, a line each; man job.toml lists the keys", file: name,
                row: error.source.begin.line)
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
                "bad-value", "\(key.path) = \(value.debugDescription) is not \(key.allowed)", hint: key.meaning,
                file: self.name)
        }
        values[section ?? "", default: [:]][name] = valid
    }

    private func unknown(_ key: String, section: String?) -> Failure {
        let path = (section.map { "[\($0)] " } ?? "") + key
        let mates = JobFileSchema.keys.filter { $0.section == section }.map(\.name)
        var hint = "known keys: " + mates.joined(separator: ", ")
        if let elsewhere = JobFileSchema.keys.first(where: { $0.name == key }) {
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

extension JobFileKey {
    /// The value as JSON; nil if it has another type or is out of range.
    fileprivate func validated(_ value: any TOMLValueConvertible) -> JSONValue? {
        switch kind {
        case .integer(let range): value.int.flatMap { range.contains($0) ? .integer($0) : nil }
        case .number: Self.number(value).map(JSONValue.number)
        case .boolean: value.bool.map(JSONValue.boolean)
        case .text: value.string.flatMap { $0.isEmpty ? nil : .text($0) }
        case .choice(let words): value.string.flatMap { words.contains($0) ? .text($0) : nil }
        case .texts: Self.list(value) { $0.string.map(JSONValue.text) }
        case .numbers: Self.list(value) { Self.number($0).map(JSONValue.number) }
        case .wordOrIndex:
            value.int.flatMap { $0 < 0 ? nil : .text(String($0)) }
                ?? value.string.flatMap { $0.isEmpty ? nil : .text($0) }
        case .namedNumbers: value.table.flatMap(Self.numbers)
        }
    }

    private static func number(_ value: any TOMLValueConvertible) -> Double? {
        (value.double ?? value.int.map(Double.init)).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func numbers(_ table: TOMLTable) -> JSONValue? {
        let pairs = table.keys.map { key in (key, table[key].flatMap { number($0) }) }
        guard !pairs.isEmpty, pairs.allSatisfy({ $0.1 != nil }) else { return nil }
        return .object(Dictionary(pairs.map { ($0.0, .number($0.1!)) }) { first, _ in first })
    }

    /// A list, or one value in its place; nil if it is empty or any element does not fit.
    private static func list(
        _ value: any TOMLValueConvertible, _ element: (any TOMLValueConvertible) -> JSONValue?
    ) -> JSONValue? {
        guard let array = value.array else { return element(value).map { .list([$0]) } }
        let elements = array.map { element($0) }
        return elements.isEmpty || elements.contains(nil) ? nil : .list(elements.compactMap(\.self))
    }
}
