// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// A whole job without a daemon. It is computed in a hidden folder beside its result, which belongs to the caller and
/// is removed in the end. Interrupted and started again with the same bundle, it goes on where it stopped.
public struct StandaloneRun: Sendable {
    /// The computation, in the run's own folder.
    public let job: JobRun
    let out: String
    private var name: String { job.name }
    private var disk: any Disk { job.disk }

    /// - Parameters:
    ///   - bundle: its absolute path.
    ///   - out: the folder in which the result appears as `name`.
    public init(bundle: String, out: String, name: String, disk: any Disk = LocalDisk()) {
        let id = SHA256Hasher.digest(of: Array(bundle.utf8)).prefix(12)
        let stem = String(decoding: name.utf8.prefix(100), as: UTF8.self)
        job = JobRun(folder: "\(out)/.uaed-\(stem)-\(id)", name: name, job: nil, disk: disk)
        self.out = out
    }

    /// Path of the published result.
    public var target: String { "\(out)/\(name)" }
    /// Path of the run's own folder.
    public var folder: String { job.folder.path }

    /// Makes the run's own folder. If nothing was begun and the result's name is taken, the run is refused at once, not
    /// after hours of work.
    ///
    /// - Throws: `Failure`, refused `exists` or `not-yours`.
    public func prepare() throws {
        if try disk.status(folder) == nil, try disk.status(target) != nil {
            throw Failure.refused(
                "exists", "exists already, and nothing published is ever replaced",
                hint: "choose another --out, or move it away", file: target)
        }
        try disk.makeFolders(out)
        do {
            try disk.makePrivateFolder(folder, passingOn: nil)
        } catch let failure as Failure where failure.code == "not-permitted" || failure.code == "link" {
            throw Failure(
                .refused, code: "not-yours", "the place of the run is somebody else's: \(folder)",
                hint: "name a folder of your own: --out FOLDER", file: folder, cause: failure.message)
        }
    }

    /// Cleans up if an earlier run got as far as the rename, so that nothing is left to compute.
    ///
    /// - Returns: the summary of the published result; nil if it was not published.
    public func finished() throws -> ResultSummary? {
        guard let report = RunReport.read(target, disk: disk),
            try FrozenPlan.read(job.folder.plan, disk: disk)?.digest == report.plan,
            try disk.status(job.folder.result) == nil
        else { return nil }
        try disk.syncFolder(out)
        try disk.removeTree(folder)
        return report.summary
    }

    /// Publishes the result with the modes that the caller's umask gave, and removes the run's own folder.
    ///
    /// - Throws: `Failure`, environment `name-taken`, if something else has got the result's name; or as the daemon's
    ///   publication.
    @discardableResult public func publish() throws -> ResultSummary {
        let publication = Publication(folder: job.folder, outbox: out, disk: disk)
        guard let report = RunReport.read(job.folder.result, disk: disk) else {
            throw publication.absence("it has no run.json")
        }
        _ = try publication.prepare(.asItIs)
        do {
            try publication.rename(to: name)
        } catch let failure as Failure where failure.code == "exists" {
            throw Failure(
                .environment, code: "name-taken", "something else has got the result's name meanwhile",
                hint: "move it away: mv '\(target)' '\(target).old'; started again, the run publishes what it computed",
                file: target)
        }
        try disk.removeTree(folder)
        return report.summary
    }
}
