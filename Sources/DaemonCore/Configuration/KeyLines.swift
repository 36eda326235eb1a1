// SPDX-License-Identifier: Apache-2.0

/// The line numbers of the keys in a configuration file, such as `threads`, or `inbox[1].path` of the first inbox. They do not
/// count when two configurations are compared.
struct KeyLines: Sendable, Equatable {
    private var lines: [String: Int] = [:]

    static func == (_: KeyLines, _: KeyLines) -> Bool { true }

    subscript(key: String) -> Int? { lines[key] }

    /// - Parameter text: a file that TOML has parsed, so a line that begins with a key and `=` sets it.
    init(_ text: String = "") {
        var inboxes = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.firstMatch(of: /^\s*\[\[\s*"?inbox"?\s*\]\]/) != nil { inboxes += 1 }
            guard let found = line.firstMatch(of: /^\s*"?([a-z_]+)"?\s*=/) else { continue }
            let key = inboxes == 0 ? String(found.1) : "inbox[\(inboxes)].\(found.1)"
            if lines[key] == nil { lines[key] = index + 1 }
        }
    }
}
