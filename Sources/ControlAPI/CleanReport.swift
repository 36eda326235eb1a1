// SPDX-License-Identifier: Apache-2.0
/// The answer to `POST /v1/clean?older_than=SECONDS[&dry_run=1]`: what was deleted, or would be.
public struct CleanReport: Codable, Sendable, Equatable {
    /// An input or a job folder of a job that is over.
    public struct Entry: Codable, Sendable, Equatable {
        public var job: Int
        /// The bundle's name.
        public var name: String
        public var path: String
        public var bytes: Int
        /// Why it could not be deleted; nil if it was, or would be.
        public var error: String?

        /// Memberwise initialiser.
        public init(job: Int, name: String, path: String, bytes: Int, error: String? = nil) {
            self.job = job
            self.name = name
            self.path = path
            self.bytes = bytes
            self.error = error
        }
    }

    public var schema = ControlProtocol.schema
    /// True if nothing was deleted and `removed` lists what would be.
    public var dryRun: Bool
    public var removed: [Entry]
    public var failed: [Entry]

    /// Memberwise initialiser.
    public init(dryRun: Bool, removed: [Entry] = [], failed: [Entry] = []) {
        self.dryRun = dryRun
        self.removed = removed
        self.failed = failed
    }
}
