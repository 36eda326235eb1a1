// SPDX-License-Identifier: Apache-2.0
/// `POST /v1/clean?older_than=SECONDS[&dry_run=1]`: what was deleted, or would be.
public struct CleanReport: Codable, Sendable, Equatable {
    public struct Entry: Codable, Sendable, Equatable {
        public var job: Int
        /// The bundle's name.
        public var name: String
        public var path: String
        public var bytes: Int
        /// Why it could not be deleted.
        public var error: String?

        public init(job: Int, name: String, path: String, bytes: Int, error: String? = nil) {
            self.job = job
            self.name = name
            self.path = path
            self.bytes = bytes
            self.error = error
        }
    }

    public var schema = ControlProtocol.schema
    /// Nothing was deleted: it was only asked.
    public var dryRun: Bool
    public var removed: [Entry]
    public var failed: [Entry]

    public init(dryRun: Bool, removed: [Entry] = [], failed: [Entry] = []) {
        self.dryRun = dryRun
        self.removed = removed
        self.failed = failed
    }
}
