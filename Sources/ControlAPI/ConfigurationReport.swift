// SPDX-License-Identifier: Apache-2.0
import Foundation

/// `GET /v1/config`: what the running daemon uses.
public struct ConfigurationReport: Codable, Sendable, Equatable {
    public struct Entry: Codable, Sendable, Equatable {
        /// As in uaed.toml; of the first inbox `inbox[1].path`.
        public var key: String
        /// As uaed.toml would have it; nil where there is none: no limit, beside this program.
        public var value: String?
        /// `default`, or `FILE:LINE`.
        public var origin: String

        public init(key: String, value: String?, origin: String) {
            self.key = key
            self.value = value
            self.origin = origin
        }
    }

    public var schema = ControlProtocol.schema
    /// The file; nil where the defaults serve.
    public var file: String?
    public var entries: [Entry]
    /// Keys whose new value in the file is not in force before a restart.
    public var awaitingRestart: [String]

    public init(file: String?, entries: [Entry], awaitingRestart: [String] = []) {
        self.file = file
        self.entries = entries
        self.awaitingRestart = awaitingRestart
    }

    /// `key = value`, in columns, each with its origin as a comment: text that uaed.toml may hold.
    public var lines: [String] {
        let settings = entries.map { "\($0.value == nil ? "#" : "")\($0.key) = \($0.value ?? "none")" }
        let width = min(60, settings.map(\.count).max() ?? 0)
        return zip(settings, entries).map { setting, entry in
            setting.padding(toLength: max(width, setting.count), withPad: " ", startingAt: 0) + "  # \(entry.origin)"
        }
    }
}
