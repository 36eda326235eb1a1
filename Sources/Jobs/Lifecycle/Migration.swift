// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc
import JobRecords

/// Takes over jobs of a version that kept their folders in the outbox, where everybody may put something that looks
/// like one.
///
/// Only the ledger is believed. For each of its open jobs, the folder of the job's number is opened without following
/// links; it must belong to uaed's user and be closed to others. Its plan and its chunks are copied, and the chunks
/// checked against their digests as always. A report of a publication is never believed.
extension JobLife {
    func migrate(_ inboxes: [InboxPlace]) throws -> [String] {
        let notes = try store.openJobs().filter { $0.workPath.isEmpty }.flatMap { job in
            note("job \(job.number) (\(job.name))") {
                try inboxes.first { $0.path == job.inboxPath }.map { try migrate(job, to: $0) }
            }
        }
        for inbox in inboxes { try store.setWork(inbox.work.path, ofJobsIn: inbox.path) }
        return notes
    }

    private func migrate(_ job: JobRecord, to inbox: InboxPlace) throws -> String {
        var job = job
        job.workPath = inbox.work.path
        if case .intact(let held) = try ClaimedInput(of: job, at: job.path(.claimed), on: disk) {
            job.identity = held.identity
        }
        try records(of: job).write(job)
        try job.work.makeFolder(of: job, on: disk)
        let count = try takeFolder(of: job)
        try store.save(job, nil)
        return "job \(job.number) (\(job.name)) is of an older version: its folder is \(job.folder.path) now, "
            + "with \(counted(count, "finished chunk"))"
    }

    /// - Returns: the number of chunks that the former folder had.
    private func takeFolder(of job: JobRecord) throws -> Int {
        let former = "\(job.outboxPath)/.uaed/jobs/\(job.number)"
        guard let held = try privateFolder(former), try disk.status(job.folder.plan) == nil else { return 0 }
        let chunks = "\(former)/chunks"
        guard let inner = try disk.hold(chunks), let plan = try own("\(former)/plan.json", in: held) else { return 0 }
        let names = try inner.names(in: chunks).filter { $0.hasSuffix(ChunkStore.suffix) }
        if try disk.status(job.folder.chunks) == nil { try disk.makeFolder(job.folder.chunks) }
        for name in names {
            guard let bytes = try own("\(chunks)/\(name)", in: inner) else { continue }
            try disk.writeWhole(bytes, to: "\(job.folder.chunks)/\(name)")
        }
        // The plan comes last: without it the chunks do not count.
        try disk.writeDurably(plan, to: job.folder.plan)
        return names.count
    }

    /// The contents of a file that only uaed's user can have written; nil if that is not certain.
    private func own(_ path: String, in tree: any DiskReading) throws -> [UInt8]? {
        guard let file = try tree.openFile(path), case let status = try file.status(), status.kind == .file,
            status.owner == geteuid(), status.links == 1
        else { return nil }
        return try file.contents(ChunkStore.largest, path)
    }

    private func privateFolder(_ path: String) throws -> (any HeldFolder)? {
        for folder in [path.parent.parent, path.parent] {
            guard let status = try disk.status(folder), status.kind == .folder, status.owner == geteuid(),
                status.mode & 0o022 == 0
            else { return nil }
        }
        guard let top = try disk.status(path.parent.parent), top.mode & 0o077 == 0 else { return nil }
        guard let held = try disk.hold(path), held.identity.owner == geteuid() else { return nil }
        return held
    }
}

extension String {
    /// The path without its last component.
    fileprivate var parent: String { String(decoding: utf8.dropLast(lastName.utf8.count + 1), as: UTF8.self) }
}
