// SPDX-License-Identifier: Apache-2.0
import Base
import TOMLKit

extension JobFileKey {
    /// The value as JSON; nil if it has another type or is out of range.
    func validated(_ value: any TOMLValueConvertible) -> JSONValue? {
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

    /// A value that the key takes, as TOML, where it is plain what was meant: a number in quotes, a fraction, a word in
    /// another case or with a slip; nil where it is not.
    func meant(_ value: any TOMLValueConvertible) -> String? {
        let text = value.string ?? value.debugDescription
        let candidates: [String] =
            switch kind {
            case .number, .numbers, .integer: [TOMLSlip.number(text), text].compactMap(\.self) + Self.whole(value)
            case .boolean: [TOMLSlip.value(text), text == "1" ? "true" : text == "0" ? "false" : text]
            case .choice(let words): NearestWord.to(text, among: words).map { [JobLine.quoted($0)] } ?? []
            case .namedNumbers: []
            case .text, .texts, .wordOrIndex: value.int == nil ? [] : [JobLine.quoted(text)]
            }
        return candidates.first { candidate in
            (try? TOMLTable(string: "\(name) = \(candidate)"))?[name].flatMap { validated($0) } != nil
        }
    }

    private static func whole(_ value: any TOMLValueConvertible) -> [String] {
        value.double.flatMap { Int(exactly: $0) }.map { [String($0)] } ?? []
    }
}
