// SPDX-License-Identifier: Apache-2.0
import Foundation

/// `uaectl inspect` and `uaectl submit --dry-run`: what would be done with a bundle.
public struct RehearsalReport: Codable, Sendable, Equatable {
    /// Where a dry run would have put it.
    public struct Target: Codable, Sendable, Equatable {
        public var inbox: String
        public var name: String
        public var path: String
        /// Bytes that are free where the outbox is.
        public var free: Int?

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
    /// The PNG file with a few samples, attacked; nil where none was asked for.
    public var picture: String?
    /// Of a dry run.
    public var target: Target?

    public init(
        inspection: InspectionReport, warnings: [String] = [], picture: String? = nil, target: Target? = nil
    ) {
        self.inspection = inspection
        self.warnings = warnings
        self.picture = picture
        self.target = target
    }
}
