import Durability
import Failures

/// The step from the job's folder to the outbox: one rename, whole or not at all.
struct Publication {
    let run: JobRun

    init(_ run: JobRun) { self.run = run }

    private var disk: any Disk { run.disk }
    var target: String { run.outbox + "/" + run.name }

    /// The report of this very job's published folder, where an earlier worker got as far as the rename.
    func earlier() throws -> RunReport? {
        guard let report = try RunReport.read(target, disk: disk) else { return nil }
        if let job = run.job { return report.job == job ? report : nil }
        return try FrozenPlan.read(run.folder.plan, disk: disk)?.digest == report.plan ? report : nil
    }

    /// Everything durable first, then the rename, then its name.
    func publish() throws {
        try disk.syncAll(run.folder.result)
        do {
            try disk.rename(run.folder.result, to: target)
        } catch let failure as Failure where failure.code == "exists" {
            throw Failure(
                .environment, code: "name-taken", "the outbox holds something else of this name already",
                hint: "move it away: mv '\(target)' '\(target).old'; uaed goes on by itself", file: target)
        }
        try disk.syncFolder(run.outbox)
    }

    /// The chunks are in the result now. Without a daemon nobody asks for plan and log either.
    func cleanUp() throws {
        guard run.job == nil else { return try disk.removeTree(run.folder.chunks) }
        try disk.removeTree(run.folder.path)
        // `.uaed/run` and `.uaed`, where no other run uses them.
        for folder in [run.outbox + "/.uaed/run", run.outbox + "/.uaed"] {
            guard try disk.status(folder) != nil, try disk.names(in: folder).isEmpty else { return }
            try disk.removeFolder(folder)
        }
    }
}
