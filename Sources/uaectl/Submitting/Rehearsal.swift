// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import FoundationEssentials
import Glibc

/// `submit --dry-run`: inspects a bundle with an inbox's defaults, and puts nothing into the inbox.
struct Rehearsal {
    let submission: Submission
    let inbox: StatusReport.Inbox
    /// The PNG file for three attacked samples.
    let picture: String

    /// Passes the bundle to `body` as it would be in the inbox. For files, a temporary folder is the bundle, which is
    /// removed afterwards.
    func run(_ body: (InspectedBundle) throws -> Void) throws {
        let trees = try submission.checkedTrees()
        _ = try submission.openInbox()
        try checkInbox()
        guard !trees[0].isFolder else { return try body(inspected(trees[0].root)) }
        Interrupt.isAwaited()
        let parent = try Self.elsewhere { try OpenFolder(at: FileManager.default.temporaryDirectory.path) }
        let name = "uaectl-\(UUID().uuidString)"
        let room = try Self.elsewhere { try parent.makeFolder(name) }
        defer {
            try? room.empty()
            try? parent.removeFolder(name)
        }
        let bundle = try room.makeFolder(submission.name)
        for tree in trees { try Self.bring(tree, into: bundle) }
        do {
            try body(inspected(bundle.path))
        } catch {
            // Ctrl-C has interrupted the worker as well; the interruption is the error to report.
            try Interrupt.check()
            throw error
        }
    }

    private func checkInbox() throws {
        guard access(inbox.path, W_OK | X_OK) != 0 else { return }
        let group = (try? FileManager.default.attributesOfItem(atPath: inbox.path))?[.groupOwnerAccountName] as? String
        throw ErrorReport.system(
            "you cannot write into the inbox '\(inbox.path)'",
            hint: group.map { "sudo usermod -aG \($0) $USER, and log in again" })
    }

    private static func elsewhere<Result>(_ act: () throws -> Result) throws -> Result {
        do {
            return try act()
        } catch var failure as Failure {
            failure.hint = "name another place for the copy: TMPDIR=DIR uaectl submit --dry-run …"
            throw failure
        }
    }

    /// Links the caller's own files, and copies those of others or on other file systems.
    private static func bring(_ file: SourceTree, into folder: OpenFolder) throws {
        let isOwn = file.entries[0].status.owner == OpenFolder.caller
        if isOwn, (try? folder.link(file.root, as: file.name)) != nil { return }
        _ = try elsewhere { try TreeCopy.copyFile(file.parent, file.name, to: folder) }
    }

    private func inspected(_ bundle: String) -> InspectedBundle {
        InspectedBundle(
            bundle: bundle, checkpoint: inbox.checkpoint, defaults: inbox.job, outbox: inbox.outbox, picture: picture)
    }

    var target: RehearsalReport.Target {
        var system = statvfs()
        let free = statvfs(inbox.outbox, &system) == 0 ? Int(system.f_bavail) * Int(system.f_frsize) : nil
        return .init(inbox: inbox.name, name: submission.name, path: submission.target, free: free)
    }

    /// The lines that the daemon's status adds to the worker's text.
    func lines(_ status: StatusReport) -> [String] {
        let waiting = ["inspecting", "queued", "waiting", "held"].compactMap { status.jobs[$0] }.reduce(0, +)
        var rows = [
            ("inbox", "\(inbox.name): \(submission.target), which is free"),
            ("in line", "\(waiting) \(waiting == 1 ? "job" : "jobs") already, \(status.jobs["running"] ?? 0) running"),
        ]
        if let free = target.free { rows.append(("free", "\(Readable.bytes(free)) where the outbox is")) }
        return rows.map { $0.0.padded(to: 12) + $0.1 }
    }
}
