// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import JobRecords
import Jobs
import Ledger

/// What must be so before the daemon is.
extension Daemon {
    /// An inbox that is missing although jobs of it are open is a mount that is not there: making the folder anew would end
    /// them all for want of their input.
    static func checkMount(_ inbox: Configuration.Inbox, _ ledger: Ledger, _ disk: any Disk) throws {
        guard try disk.status(inbox.path) == nil else { return }
        let open = try ledger.openJobs().filter { $0.inboxPath == inbox.path }
        guard let job = open.first else { return }
        throw Failure.refused(
            "inbox-gone", "the inbox \(inbox.path) is not there, and \(open.count) of its jobs are open (\(job.name))",
            hint: "mount it: findmnt -T '\(inbox.path)'; or make the folder, and its jobs end", file: inbox.path)
    }

    /// Inboxes and outboxes are tried, and each gets its work folder.
    static func places(
        _ configuration: Configuration, _ ledger: Ledger, _ disk: any Disk
    ) throws -> (instance: Instance, places: [InboxPlace]) {
        let check = RootCheck(disk: disk)
        let placement = WorkPlacement(state: configuration.state, disk: disk)
        let works = try configuration.inboxes.map { inbox in
            try checkMount(inbox, ledger, disk)
            try check.inbox(inbox.path)
            try check.outbox(inbox.outbox)
            return try placement.folder(for: inbox.outbox, configured: inbox.work)
        }
        let instance = try Instance(state: configuration.state, places: works, disk: disk)
        return (instance, zip(configuration.inboxes, works).map { $0.place(instance.work(in: $1)) })
    }

    static func lock(_ state: String, _ disk: any Disk) throws -> any FileLock {
        do {
            // What is believed lies below them: the group may not write there.
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
}

extension Configuration.Inbox {
    func place(_ work: WorkFolder) -> InboxPlace {
        InboxPlace(
            name: name, path: path, outbox: outbox, work: work, servesFolders: checkpoint != nil,
            servesLoose: loose == .defaultCheckpoint && checkpoint != nil, keepsResults: results == .owner)
    }
}
