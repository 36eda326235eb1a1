// SPDX-License-Identifier: Apache-2.0
/// Lines of the form `key  value`, for people. Values are escaped (``Escaping``).
struct Sheet {
    private static let width = 13
    private(set) var lines: [String] = []

    /// Adds a line, unless the value is nil.
    mutating func add(_ key: String, _ value: String?, style: Style = .plain) {
        guard let value else { return }
        let title = key + String(repeating: " ", count: max(1, Self.width - key.count))
        lines.append(Style.bold(title) + style(Escaping.line(value)))
    }

    /// Adds a line without a key.
    mutating func add(line: String, style: Style = .plain) { lines.append(style(Escaping.line(line))) }

    /// Adds a line below the previous line's value.
    mutating func add(below text: String, style: Style = .plain) {
        lines.append(String(repeating: " ", count: Self.width) + style(Escaping.line(text)))
    }
}
