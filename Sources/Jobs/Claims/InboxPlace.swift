// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// An inbox, and the folders for its results and jobs.
public struct InboxPlace: Sendable, Equatable {
    public var name: String
    public var path: String
    public var outbox: String
    /// The work folder of its jobs.
    public var work: WorkFolder
    /// Whether the group may only read results, so that nobody but uaed's user may change or delete them.
    public var keepsResults: Bool
    /// Whether folders need no checkpoint of their own.
    public var servesFolders: Bool
    /// Whether loose datasets need no checkpoint of their own.
    public var servesLoose: Bool

    /// Memberwise initialiser.
    public init(
        name: String, path: String, outbox: String, work: WorkFolder, servesFolders: Bool = false,
        servesLoose: Bool, keepsResults: Bool = false
    ) {
        self.name = name
        self.path = path
        self.outbox = outbox
        self.work = work
        self.keepsResults = keepsResults
        self.servesFolders = servesFolders
        self.servesLoose = servesLoose
    }
}
