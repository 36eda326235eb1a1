// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import JobRecords

extension WorkFolder {
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
