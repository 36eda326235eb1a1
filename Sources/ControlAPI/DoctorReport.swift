// SPDX-License-Identifier: Apache-2.0
/// `GET /v1/doctor`: everything that can be wrong with a daemon and its places, looked at afresh.
public struct DoctorReport: Codable, Sendable, Equatable {
    public struct Check: Codable, Sendable, Equatable {
        /// A stable word: `database`, `inbox`, `free-space`, …
        public var name: String
        public var ok: Bool
        /// What was found, in a sentence.
        public var message: String
        /// The line that mends it; nil where nothing is wrong.
        public var hint: String?

        public init(_ name: String, ok: Bool, _ message: String, hint: String? = nil) {
            self.name = name
            self.ok = ok
            self.message = message
            self.hint = hint
        }
    }

    public var schema = ControlProtocol.schema
    /// The daemon's version.
    public var version: String
    public var checks: [Check]

    public init(version: String, checks: [Check]) {
        self.version = version
        self.checks = checks
    }

    public var isHealthy: Bool { checks.allSatisfy(\.ok) }
}
