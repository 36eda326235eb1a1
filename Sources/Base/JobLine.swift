// SPDX-License-Identifier: Apache-2.0
/// A line of job.toml as hints name it: `job.toml, below [dataset]: label = "class"`. The line itself stands last, so that
/// it can be copied; a table with its key on one line would be no TOML.
public struct JobLine: Sendable, CustomStringConvertible {
    /// The table that the key belongs to, without brackets; nil if it stands above the first one.
    public let section: String?
    public let key: String
    /// The value as TOML.
    public let value: String

    /// - Parameter value: as TOML.
    public init(_ section: String?, _ key: String, _ value: String) {
        (self.section, self.key, self.value) = (section, key, value)
    }

    /// The value is a text, whatever characters it has.
    public init(_ section: String?, _ key: String, text: String) {
        self.init(section, key, Self.quoted(text))
    }

    /// The value is a list of texts.
    public init(_ section: String?, _ key: String, texts: [String]) {
        self.init(section, key, Self.list(texts.map(Self.quoted)))
    }

    public var description: String {
        "job.toml, " + (section.map { "below [\($0)]" } ?? "above the first section") + ": \(key) = \(value)"
    }

    /// A list of values that are TOML already.
    public static func list(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

    /// A TOML string of any text: quotes, backslashes and what has no picture are escaped.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || (127..<160).contains(scalar.value):
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
