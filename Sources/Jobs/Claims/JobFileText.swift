// SPDX-License-Identifier: Apache-2.0
/// A job.toml as lines of text. The daemon parses nothing that comes from outside: the worker reads the result, and
/// refuses it if it is wrong.
public struct JobFileText: Sendable, Equatable {
    /// The file's contents.
    public private(set) var text: String

    /// Takes any text.
    public init(_ text: String) { self.text = text }

    /// The same text with another seed. The key is written first, because it belongs before the first table.
    public func with(seed: Int) -> JobFileText {
        var isTop = true
        let kept = lines.filter { line in
            isTop = isTop && !line.drop(while: \.isWhitespace).hasPrefix("[")
            return !(isTop && Self.key(of: line) == "seed")
        }
        return JobFileText("seed = \(seed)\n" + kept.joined(separator: "\n"))
    }

    /// Whether it chooses one of several checkpoints: `file` in `[model]`.
    public var choosesCheckpoint: Bool {
        var table = ""
        return lines.contains { line in
            let word = line.drop(while: \.isWhitespace)
            if word.hasPrefix("[") { table = String(word.dropFirst().prefix { $0 != "]" }) }
            let key = Self.key(of: line)
            return key == "model.file" || key == "file" && table.filter { $0 != " " } == "model"
        }
    }

    private var lines: [Substring] { text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }

    /// The key that a line sets, without quotes and spaces; nil if it sets none.
    private static func key(of line: Substring) -> String? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        return String(line[..<equals].filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
    }
}
