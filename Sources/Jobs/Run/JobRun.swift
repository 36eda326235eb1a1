import Durability
import Failures
import Foundation

/// A job from its plan to its published folder, in the job's own folder: started again after any end, it goes on after
/// the last durable chunk, and the result is the same byte for byte.
public struct JobRun: Sendable {
    let folder: JobFolder
    let outbox: String
    let name: String
    let job: Int?
    let provenance: Provenance
    let disk: any Disk

    /// - Parameters:
    ///   - folder: on the outbox's mount; made where it is missing.
    ///   - name: of the folder that appears in `outbox`.
    ///   - job: nil for a run without a daemon: its folder is removed in the end.
    public init(
        folder: String, outbox: String, name: String, job: Int?, provenance: Provenance = Provenance(),
        disk: any Disk = LocalDisk()
    ) {
        self.folder = JobFolder(folder)
        self.outbox = outbox
        self.name = name
        self.job = job
        self.provenance = provenance
        self.disk = disk
    }

    /// Runs or goes on. Waits first for a worker of the same job that is still on its way out.
    ///
    /// - Parameters:
    ///   - work: made of the frozen plan, or of none where the job starts.
    ///   - report: called from several threads.
    /// - Throws: `CancellationError` where `isStopping` came true before the result was published.
    public func run(
        threads: Int, work: (Plan?) throws -> some Work, isStopping: @escaping @Sendable () -> Bool,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws {
        let publication = Publication(self)
        try publication.checkName()
        try disk.makeFolders(folder.path)
        let lock = try lock(isStopping)
        try withExtendedLifetime(lock) {
            if let earlier = try publication.earlier() {
                report(.published(path: publication.target, earlier.summary))
                return try publication.cleanUp()
            }
            let frozen = try FrozenPlan.read(folder.plan, disk: disk)
            let work = try work(frozen?.plan)
            let plan = try freeze(work.plan, over: frozen, report)
            let started = Date()
            let computing = Computing(
                work: work, store: ChunkStore(folder: folder.chunks, disk: disk, planDigest: plan.digest),
                threads: threads, isStopping: isStopping, report: report)
            let found = try computing.begin()
            var (bytes, laidOut): ([UInt8], ResultFolder?) = ([], nil)
            let summary = try computing.finish(into: folder) { result, summary in
                let run = RunReport(
                    job: job, name: name, plan: plan.digest, provenance: provenance, started: started, finished: .now,
                    threads: threads, host: ProcessInfo.processInfo.hostName, resumedChunks: found,
                    chunks: work.plan.chunkCount, summary: summary)
                try result.writeDigests()
                bytes = try run.json()
                try result.file(RunReport.name, bytes: bytes)
                laidOut = result
            }
            if isStopping() { throw CancellationError() }
            if let laidOut { try publication.publish(laidOut, report: bytes) }
            report(.published(path: publication.target, summary))
            try publication.cleanUp()
        }
    }

    /// The plan of a run that was begun; nil where there is none.
    public func frozenPlan() throws -> Plan? { try FrozenPlan.read(folder.plan, disk: disk)?.plan }

    private func lock(_ isStopping: () -> Bool) throws -> any FileLock {
        while true {
            if let lock = try disk.lock(folder.lock) { return lock }
            if isStopping() { throw CancellationError() }
            usleep(50_000)
        }
    }

    /// Makes the plan durable. Chunks of an earlier plan do not count any more, which is said.
    private func freeze(
        _ plan: Plan, over frozen: FrozenPlan?, _ report: (WorkerEvent) -> Void
    ) throws -> FrozenPlan {
        if let frozen, frozen.plan == plan, try disk.status(folder.chunks) != nil { return frozen }
        if let frozen, frozen.plan != plan {
            report(
                .warning(
                    "the job was begun with other arithmetic (\(frozen.plan.numerics.summary)); with this one "
                        + "(\(plan.numerics.summary)) every chunk is computed again"))
        }
        let fresh = try FrozenPlan(plan)
        // Its name becomes durable with the plan's.
        if try disk.status(folder.chunks) == nil { try disk.makeFolder(folder.chunks) }
        try disk.writeDurably(fresh.bytes, to: folder.plan)
        return fresh
    }
}

extension Numerics {
    fileprivate var summary: String { "version \(version), \(arithmetic), \(core)" }
}
