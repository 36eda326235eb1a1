// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// An inbox and where its results go.
public struct InboxPlace: Sendable, Equatable {
    public var name: String
    public var path: String
    public var outbox: String
    /// Where uaed keeps what belongs to the jobs alone.
    public var work: WorkFolder
    /// The group may read results, and only uaed's user may change or delete them.
    public var keepsResults: Bool
    /// Loose datasets need no checkpoint of their own.
    public var servesLoose: Bool

    public init(
        name: String, path: String, outbox: String, work: WorkFolder, servesLoose: Bool, keepsResults: Bool = false
    ) {
        self.name = name
        self.path = path
        self.outbox = outbox
        self.work = work
        self.keepsResults = keepsResults
        self.servesLoose = servesLoose
    }
}
