// SPDX-License-Identifier: Apache-2.0
/// The output of `uaectl inspect` and `uaectl submit --dry-run`: what would be done with a bundle.
public struct RehearsalReport: Codable, Sendable, Equatable {
    /// The place at which a submission would put the bundle.
    public struct Target: Codable, Sendable, Equatable {
        public var inbox: String
        public var name: String
        public var path: String
        /// Free bytes on the outbox's file system; nil if unknown.
        public var free: Int?

        /// Memberwise initialiser.
        public init(inbox: String, name: String, path: String, free: Int? = nil) {
            self.inbox = inbox
            self.name = name
            self.path = path
            self.free = free
        }
    }

    public var schema = ControlProtocol.schema
    public var inspection: InspectionReport
    public var warnings: [String]
    /// The PNG file that shows a few attacked samples; nil if none was requested.
    public var picture: String?
    /// nil unless the report is of a dry run.
    public var target: Target?

    /// Memberwise initialiser.
    public init(
        inspection: InspectionReport, warnings: [String] = [], picture: String? = nil, target: Target? = nil
    ) {
        self.inspection = inspection
        self.warnings = warnings
        self.picture = picture
        self.target = target
    }
}
