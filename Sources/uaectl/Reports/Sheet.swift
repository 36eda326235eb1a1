// SPDX-License-Identifier: Apache-2.0
/// `key  value` lines for people.
struct Sheet {
    private static let width = 13
    private(set) var lines: [String] = []

    /// Nothing where the value is nil.
    mutating func add(_ key: String, _ value: String?, style: Style = .plain) {
        guard let value else { return }
        let title = key + String(repeating: " ", count: max(1, Self.width - key.count))
        lines.append(Style.bold(title) + style(Escaping.line(value)))
    }

    /// A line of its own.
    mutating func add(line: String, style: Style = .plain) { lines.append(style(Escaping.line(line))) }

    /// A line under the value of the line before.
    mutating func add(below text: String, style: Style = .plain) {
        lines.append(String(repeating: " ", count: Self.width) + style(Escaping.line(text)))
    }
}
