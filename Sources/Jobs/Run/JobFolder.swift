import Durability

/// Where a job's own files lie: on the outbox's mount, so that publishing is one rename (CONTRACTS: places).
public struct JobFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// `<outbox>/.uaed/jobs/17`
    public init(outbox: String, job: Int) {
        path = Self.all(in: outbox) + "/\(job)"
    }

    /// The folder of all job folders.
    public static func all(in outbox: String) -> String { outbox + "/.uaed/jobs" }

    public var plan: String { path + "/plan.json" }
    public var chunks: String { path + "/chunks" }
    /// The standard error of every worker of the job.
    public var log: String { path + "/log" }
    /// Held by the one worker that may write here.
    public var lock: String { path + "/lock" }
    /// A copy of `run.json`, durable before the result is renamed: where it is there and `result` is not, the job has been
    /// published, whatever became of the published folder since.
    public var report: String { path + "/published.json" }
    /// The result before it is published.
    public var result: String { path + "/result" }

    /// Makes a job's folder, below an `.uaed` that nobody else may enter: what lies there is believed, and written to.
    public static func make(outbox: String, job: Int, on disk: any Disk) throws {
        try makePlace(in: outbox, on: disk)
        try disk.makeFolders(JobFolder(outbox: outbox, job: job).path)
    }

    /// At a start too: whoever came first would have it.
    public static func makePlace(in outbox: String, on disk: any Disk) throws {
        let isNew = try disk.status(outbox + "/.uaed") == nil
        if isNew { try disk.makeFolders(outbox) }
        try disk.makePrivateFolder(outbox + "/.uaed")
        if isNew { try disk.syncFolder(outbox) }
    }

    /// How many chunks are finished, sound or not.
    func durableChunks(on disk: any Disk) throws -> Int {
        guard try disk.status(chunks) != nil else { return 0 }
        return try disk.names(in: chunks).count { $0.hasSuffix(ChunkStore.suffix) }
    }

    /// Without its result the report of an earlier try would say that the job was published.
    func forgetReport(on disk: any Disk) throws {
        guard try disk.status(report) != nil else { return }
        try disk.removeFile(report)
        try disk.syncFolder(path)
    }
}
