import ControlAPI
import Foundation

/// `submit --dry-run`: what an inbox would make of a bundle, with its defaults; nothing is put into it.
struct Rehearsal {
    let submission: Submission
    let inbox: StatusReport.Inbox
    /// A PNG file of three samples, attacked.
    let picture: String

    /// Runs `uae-worker inspect`, whose output is the answer.
    func run(format: String) throws {
        let trees = try submission.checkedTrees()
        guard !trees[0].isFolder else { return try inspect(trees[0].root, format) }
        Interrupt.isAwaited()
        let place = FileManager.default.temporaryDirectory.appending(path: "uaectl-\(UUID().uuidString)").path
        guard mkdir(place, 0o700) == 0 else { throw ErrorReport.system("cannot make the folder '\(place)'") }
        defer { try? FileManager.default.removeItem(atPath: place) }
        let bundle = place + "/" + submission.name
        try FileCopy.makeFolder(bundle)
        for tree in trees { try Self.bring(tree.root, into: bundle) }
        try inspect(bundle, format)
        try Interrupt.check()
    }

    /// Of a file of one's own a second name is enough.
    private static func bring(_ file: String, into folder: String) throws {
        let target = folder + "/" + (file as NSString).lastPathComponent
        var status = stat()
        let isOwn = lstat(file, &status) == 0 && status.st_uid == getuid()
        if !isOwn || link(file, target) != 0 { try FileCopy.copyFile(file, to: target) }
    }

    private func inspect(_ bundle: String, _ format: String) throws {
        let options: [(String, String?)] = [
            ("--checkpoint", inbox.checkpoint), ("--defaults", inbox.job), ("--outbox", inbox.outbox),
            ("--picture", picture), ("--format", format),
        ]
        let words = options.flatMap { name, value in value.map { [name, $0] } ?? [] }
        try WorkerProgram.run(["inspect"] + words + ["--", bundle])
    }

    /// What the daemon adds to the worker's words.
    func lines(_ status: StatusReport) -> [String] {
        let waiting = ["inspecting", "queued", "waiting"].compactMap { status.jobs[$0] }.reduce(0, +)
        let running = status.jobs["running"] ?? 0
        var rows = [
            ("inbox", "\(inbox.name): \(submission.target), which is free"),
            ("before it", "\(waiting) \(waiting == 1 ? "job waits" : "jobs wait"), \(running) running"),
        ]
        let space = try? FileManager.default.attributesOfFileSystem(forPath: inbox.outbox)[.systemFreeSize] as? Int
        if let space { rows.append(("free", "\(Readable.bytes(space)) where the outbox is")) }
        return rows.map { $0.0.padding(toLength: 12, withPad: " ", startingAt: 0) + $0.1 }
    }
}
