// SPDX-License-Identifier: Apache-2.0
import Base

/// The answer to `GET /v1/config`: the configuration that the running daemon uses.
public struct ConfigurationReport: Codable, Sendable, Equatable {
    /// A key with its value and origin.
    public struct Entry: Codable, Sendable, Equatable {
        /// The key as in uaed.toml; `inbox[1].path` is the first inbox's `path`.
        public var key: String
        /// The value in TOML; nil if the key is unset and has no default in TOML, such as `worker` or `metrics_file`.
        public var value: String?
        /// `default`, or `FILE:LINE`.
        public var origin: String

        /// Memberwise initialiser.
        public init(key: String, value: String?, origin: String) {
            self.key = key
            self.value = value
            self.origin = origin
        }
    }

    public var schema = ControlProtocol.schema
    /// The configuration file's path; nil if there is none and the defaults apply.
    public var file: String?
    public var entries: [Entry]
    /// Keys whose new value in the file takes effect only after a restart.
    public var awaitingRestart: [String]

    /// Memberwise initialiser.
    public init(file: String?, entries: [Entry], awaitingRestart: [String] = []) {
        self.file = file
        self.entries = entries
        self.awaitingRestart = awaitingRestart
    }

    /// The entries as valid lines of uaed.toml: `key = value` in columns, each with its origin as a comment. Keys
    /// without a value are commented out.
    public var lines: [String] {
        let settings = entries.map { "\($0.value == nil ? "#" : "")\($0.key) = \($0.value ?? "none")" }
        let width = min(60, settings.map(\.count).max() ?? 0)
        return zip(settings, entries).map { setting, entry in
            setting.padded(to: width) + "  # \(entry.origin)"
        }
    }
}
