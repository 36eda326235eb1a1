// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords
import Jobs
import Ledger

/// Prepares what a daemon needs before it can begin: its lock, its inboxes and outboxes, its work folders.
struct StateOpening {
    let configuration: Configuration
    let disk: any Disk

    /// Locks the state directory against a second daemon.
    func lock() throws -> any FileLock {
        let state = configuration.state
        do {
            // The group may not write to the folders above, because what is trusted lies below them.
            try disk.makeFolders(state, mode: 0o755)
            // Whoever may write here could put another ledger in place.
            try disk.makePrivateFolder(state, passingOn: nil)
            guard let lock = try disk.lock(state + "/lock") else {
                throw Failure.refused(
                    "already-running", "another uaed runs on the state directory \(state)",
                    hint: "uaectl status says which; or give this one its own 'state'", file: state)
            }
            try StateFiles(state: state, disk: disk).check()
            return lock
        } catch let failure as Failure where failure.kind == .environment {
            throw Failure(
                .refused, code: "no-state", "the state directory \(state) cannot be used", hint: failure.hint,
                file: state, cause: failure.message)
        }
    }

    /// Tests each inbox and outbox, and gives each its work folder.
    func places(_ ledger: Ledger) throws -> (instance: Instance, places: [InboxPlace]) {
        let check = RootCheck(disk: disk)
        let placement = WorkPlacement(state: configuration.state, disk: disk)
        let works = try configuration.inboxes.map { inbox in
            try checkMount(inbox, ledger)
            try check.inbox(inbox.path)
            try check.outbox(inbox.outbox)
            return try placement.folder(for: inbox.outbox, configured: inbox.work)
        }
        let instance = try Instance(state: configuration.state, places: works, disk: disk)
        return (instance, zip(configuration.inboxes, works).map { $0.place(instance.work(in: $1)) })
    }

    /// Refuses an inbox that is missing although jobs of it are open: its mount is gone. A new folder in its place would end
    /// all these jobs, because their input would be missing.
    private func checkMount(_ inbox: Configuration.Inbox, _ ledger: Ledger) throws {
        guard try disk.status(inbox.path) == nil else { return }
        let open = try ledger.openJobs().filter { $0.inboxPath == inbox.path }
        guard let job = open.first else { return }
        throw Failure.refused(
            "inbox-gone", "the inbox \(inbox.path) is not there, and \(open.count) of its jobs are open (\(job.name))",
            hint: "mount it: findmnt -T '\(inbox.path)'; or make the folder, and its jobs end", file: inbox.path)
    }
}

extension Configuration.Inbox {
    func place(_ work: WorkFolder) -> InboxPlace {
        InboxPlace(
            name: name, path: path, outbox: outbox, work: work, servesFolders: checkpoint != nil,
            servesLoose: loose == .defaultCheckpoint && checkpoint != nil, keepsResults: results == .owner)
    }
}
