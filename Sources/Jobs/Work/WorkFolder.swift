// SPDX-License-Identifier: Apache-2.0
import Durability
import Failures

/// What uaed keeps of its jobs for itself: records, the jobs' own folders, notes on copies that schedules make. It lies where nobody
/// else may write, because what is in it is believed.
public struct WorkFolder: Sendable, Equatable, Hashable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var jobs: String { path + "/jobs" }
    public var schedules: String { path + "/schedules" }
    var records: String { path + "/records" }
    /// The highest number that was given: a second witness beside the names of the records.
    var highest: String { path + "/highest" }

    /// Makes what is missing of it.
    ///
    /// - Parameter outbox: whose group and set-group-id bit a result is to have; a folder passes them on.
    public func make(on disk: any Disk, passingOn outbox: FileStatus?) throws {
        let missing = try Set([path, records].filter { try disk.status($0) == nil })
        for folder in [path, records, jobs, schedules] {
            try disk.makePrivateFolder(folder, passingOn: folder == jobs ? outbox : nil)
        }
        // Records are what a lost ledger is made again from. The others are made anew where they are missing.
        if missing.contains(path) { try disk.syncFolder(Self.parent(of: path)) }
        if missing.contains(records) { try disk.syncFolder(path) }
    }

    /// Makes the folder of a job.
    func makeFolder(of job: JobRecord, on disk: any Disk) throws {
        let outbox = try disk.status(job.outboxPath)
        try make(on: disk, passingOn: outbox)
        let isNew = try disk.status(job.folder.path) == nil
        try disk.makePrivateFolder(job.folder.path, passingOn: outbox)
        if isNew { try disk.syncFolder(jobs) }
    }

    private static func parent(of path: String) -> String {
        String(decoding: path.utf8.dropLast(path.lastName.utf8.count + 1), as: UTF8.self)
    }
}
