// SPDX-License-Identifier: Apache-2.0
/// A JSON value of a checkpoint: settings of layers, shapes, names.
enum JSON: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// A number without fraction or exponent that fits into 64 bits.
    case integer(Int)
    /// Any other number; Python also writes `NaN`, `Infinity` and `-Infinity`.
    case real(Double)
    case text(String)
    case list([JSON])
    /// Keys are unique; a text that repeats a key is refused.
    case object([String: JSON])

    var isNull: Bool { self == .null }

    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

    var integer: Int? { if case .integer(let value) = self { value } else { nil } }

    /// The value of a number; an integer counts as a real number.
    var real: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    var text: String? { if case .text(let value) = self { value } else { nil } }

    var list: [JSON]? { if case .list(let value) = self { value } else { nil } }

    var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }

    /// The member `key` of an object; nil if the value is no object or has no such member.
    subscript(key: String) -> JSON? { object?[key] }

    /// All elements of a list as integers; nil if any of them is not an integer.
    var integers: [Int]? {
        guard let list else { return nil }
        let values = list.compactMap(\.integer)
        return values.count == list.count ? values : nil
    }

    /// A short form for messages: texts end after 40 characters, lists of more than four
    /// elements give only their length.
    var excerpt: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): "\"\(value.prefix(40))\""
        case .list(let values): values.count > 4 ? "a list of \(values.count)" : "[\(excerpts(values))]"
        case .object: "an object"
        }
    }

    private func excerpts(_ values: [JSON]) -> String { values.map(\.excerpt).joined(separator: ", ") }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral value: String) { self = .text(value) }

    init(integerLiteral value: Int) { self = .integer(value) }

    init(floatLiteral value: Double) { self = .real(value) }

    init(arrayLiteral elements: JSON...) { self = .list(elements) }
}
