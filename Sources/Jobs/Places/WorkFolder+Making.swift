// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

extension WorkFolder {
    /// Makes the missing parts of the work folder, and closes all of it to others.
    ///
    /// - Parameter outbox: results are to get its group and set-group-id bit, which the folder of job folders passes
    ///   on.
    public func make(on disk: any Disk, passingOn outbox: FileStatus?) throws {
        let missing = try Set([path, records].filter { try disk.status($0) == nil })
        for folder in [path, records, jobs, schedules] {
            try disk.makePrivateFolder(folder, passingOn: folder == jobs ? outbox : nil)
        }
        // A lost ledger is made again from records, so their names must be durable. The other folders are simply made
        // again.
        if missing.contains(path) { try disk.syncFolder(Self.parent(of: path)) }
        if missing.contains(records) { try disk.syncFolder(path) }
    }

    /// Makes the job folder, and the work folder if it is missing.
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
