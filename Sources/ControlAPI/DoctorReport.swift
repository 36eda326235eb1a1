// SPDX-License-Identifier: Apache-2.0
/// The answer to `GET /v1/doctor`: fresh checks of everything that can be wrong with a daemon and its folders.
public struct DoctorReport: Codable, Sendable, Equatable {
    /// A check and its outcome.
    public struct Check: Codable, Sendable, Equatable {
        /// A stable word: `database`, `inbox`, `free-space`, …
        public var name: String
        public var ok: Bool
        /// The finding, in one sentence.
        public var message: String
        /// The command line that repairs it; nil if nothing is wrong.
        public var hint: String?

        /// Memberwise initialiser.
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

    /// Memberwise initialiser.
    public init(version: String, checks: [Check]) {
        self.version = version
        self.checks = checks
    }

    /// True if every check passed.
    public var isHealthy: Bool { checks.allSatisfy(\.ok) }
}
