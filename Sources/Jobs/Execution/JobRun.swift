// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import Glibc
import JobRecords

/// Takes a job from its plan to a result that is ready to be published, in the job folder. Started again after any end,
/// it goes on after the last durable chunk, and the result is the same byte for byte.
public struct JobRun: Sendable {
    let folder: JobFolder
    let name: String
    let job: Int?
    let provenance: Provenance
    let disk: any Disk

    /// - Parameters:
    ///   - folder: is made if it is missing.
    ///   - name: the name under which the result is going to be published; empty for an inspection, which has no result.
    ///   - job: the job's number; nil for an inspection or a run without a daemon.
    ///   - provenance: goes into `run.json`.
    public init(
        folder: String, name: String = "", job: Int? = nil, provenance: Provenance = Provenance(),
        disk: any Disk = LocalDisk()
    ) {
        self.folder = JobFolder(folder)
        self.name = name
        self.job = job
        self.provenance = provenance
        self.disk = disk
    }

    /// Starts or resumes the job. If a worker of the same job is still ending, the run waits for it first.
    ///
    /// - Parameters:
    ///   - work: is called with the frozen plan, or nil if the job starts.
    ///   - report: is called from several threads; `ready` comes last.
    /// - Throws: `CancellationError` if `isStopping` returned true before the result was ready.
    @discardableResult public func run(
        threads: Int, work: (Plan?) throws -> some Work, isStopping: @escaping @Sendable () -> Bool,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws -> ResultSummary {
        try disk.makeFolders(folder.path)
        let lock = try lock(isStopping)
        return try withExtendedLifetime(lock) {
            let frozen = try FrozenPlan.read(folder.plan, disk: disk)
            let work = try work(frozen?.plan)
            let plan = try freeze(work.plan, over: frozen, report)
            let started = Date()
            let computing = Computing(
                work: work, store: ChunkStore(folder: folder.chunks, disk: disk, planDigest: plan.digest),
                threads: threads, isStopping: isStopping, report: report)
            let found = try computing.begin()
            let summary = try computing.finish(into: folder) { result, summary in
                let run = RunReport(
                    job: job, name: name, plan: plan.digest, provenance: provenance, started: started, finished: .now,
                    threads: threads, host: ProcessInfo.processInfo.hostName, resumedChunks: found,
                    chunks: work.plan.chunkCount, summary: summary)
                try result.writeDigests()
                try result.file(RunReport.name, bytes: run.json())
                try result.verify()
            }
            if isStopping() { throw CancellationError() }
            report(.ready(summary))
            return summary
        }
    }

    /// Path of the job folder.
    public var folderPath: String { folder.path }

    func lock(_ isStopping: () -> Bool) throws -> any FileLock {
        while true {
            if let lock = try disk.lock(folder.lock) { return lock }
            if isStopping() { throw CancellationError() }
            usleep(50_000)
        }
    }

    /// Makes the plan durable. Chunks of an earlier plan do not count any more, which a warning reports.
    private func freeze(
        _ plan: Plan, over frozen: FrozenPlan?, _ report: (WorkerEvent) -> Void
    ) throws -> FrozenPlan {
        if let frozen, frozen.plan != plan {
            report(
                .warning(
                    "the job was begun with other arithmetic (\(frozen.plan.numerics.summary)); with this one "
                        + "(\(plan.numerics.summary)) every chunk is computed again"))
        }
        return try freeze(plan, over: frozen)
    }
}

extension Numerics {
    fileprivate var summary: String { "version \(version), \(arithmetic), \(core)" }
}
