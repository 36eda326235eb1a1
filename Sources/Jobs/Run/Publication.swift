import Durability
import Failures
import Foundation

/// The step from the job's folder to the outbox: one rename, whole or not at all.
struct Publication {
    let run: JobRun

    init(_ run: JobRun) { self.run = run }

    private var disk: any Disk { run.disk }
    var target: String { run.outbox + "/" + run.name }

    /// The report of this very job, where an earlier worker got as far as the rename. Its name is made durable before
    /// anyone is told.
    func earlier() throws -> RunReport? {
        guard let report = try found() else { return nil }
        try disk.syncFolder(run.outbox)
        return report
    }

    /// Without a daemon: where nothing was begun, something else of this name is refused at once, not after hours of work.
    func checkName() throws {
        guard run.job == nil, try disk.status(run.folder.path) == nil, try disk.status(target) != nil else { return }
        throw Failure.refused(
            "exists", "exists already, and nothing published is ever replaced",
            hint: "choose another --out, or move it away", file: target)
    }

    private func found() throws -> RunReport? {
        if let job = run.job { return try JobRun.published(run.folder, as: job, at: target, disk: disk) }
        guard let report = RunReport.read(target, disk: disk) else { return nil }
        return try FrozenPlan.read(run.folder.plan, disk: disk)?.digest == report.plan ? report : nil
    }

    /// Everything durable and read again first, then the rename, then its name.
    func publish(_ result: ResultFolder, report: [UInt8]) throws {
        try disk.syncAll(run.folder.result)
        try result.verify()
        try disk.writeDurably(report, to: run.folder.report)
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

extension JobRun {
    /// What a job published: by the folder in the outbox, or, where a person has taken that away already, by the copy of
    /// its report. nil where it has not got so far. What somebody else wrote there proves nothing.
    static func published(
        _ folder: JobFolder, as job: Int, at result: String, disk: any Disk
    ) throws -> RunReport? {
        if let report = RunReport.read(result, disk: disk), report.job == job,
            try disk.status(result + "/" + RunReport.name)?.owner == geteuid()
        {
            return report
        }
        guard let report = RunReport.read(file: folder.report, disk: disk), report.job == job,
            try disk.status(folder.result) == nil
        else { return nil }
        return report
    }
}
