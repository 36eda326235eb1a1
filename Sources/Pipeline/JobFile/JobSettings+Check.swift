// SPDX-License-Identifier: Apache-2.0
import Base

extension JobSettings {
    /// Checks settings that were not read from a job file against what a job file may hold.
    ///
    /// - Throws: `Failure` (refused), naming `file`.
    func check(file: String) throws {
        for (section, name, value) in try written() {
            guard let key = JobFileSchema.keys.first(where: { $0.section == section && $0.name == name }),
                !key.accepts(value)
            else { continue }
            throw Failure.refused("bad-value", "\(key.path) is not \(key.allowed)", hint: key.meaning, file: file)
        }
        try checkTogether(file: file)
    }

    /// Every value that is set, under its place in a job file.
    private func written() throws -> [(section: String?, name: String, value: JSONValue)] {
        let whole = try CanonicalJSON.decode([String: JSONValue].self, from: CanonicalJSON.line(self))
        var found: [(section: String?, name: String, value: JSONValue)] = []
        for (name, value) in whole.sorted(by: { $0.key < $1.key }) {
            guard case .object(let values) = value else {
                found.append((name == "method" ? "attack" : nil, name, value))
                continue
            }
            let section = name == "options" ? "attack" : name
            for (key, value) in values.sorted(by: { $0.key < $1.key }) { found.append((section, key, value)) }
        }
        return found
    }
}

extension JobFileKey {
    /// Whether a job file may hold `value` for this key, by its type and range.
    func accepts(_ value: JSONValue) -> Bool {
        switch (kind, value) {
        case (.integer(let range), .integer(let number)): range.contains(number)
        case (.number, .number), (.number, .integer), (.boolean, .boolean): true
        case (.text, .text(let text)), (.wordOrIndex, .text(let text)): !text.isEmpty
        case (.choice(let words), .text(let text)): words.contains(text)
        case (.texts, .list(let values)): !values.isEmpty && values.allSatisfy(\.isText)
        case (.numbers, .list(let values)): !values.isEmpty && values.allSatisfy(\.isNumber)
        case (.namedNumbers, .object(let values)): !values.isEmpty && values.values.allSatisfy(\.isNumber)
        case (.texts, _): value.isText
        case (.numbers, _): value.isNumber
        default: false
        }
    }
}

extension JSONValue {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}
