import Failures
import Generation
import Jobs

/// A job from its plan to its published folder: inspection where it starts, the frozen plan where it goes on.
struct JobExecution {
    let request: BundleRequest
    /// The job's folder, on the outbox's own mount.
    let folder: String
    let outbox: String
    /// Of the folder that appears in the outbox.
    let name: String
    let job: Int?
    let threads: Int
    var provenance = Provenance()

    /// - Throws: `CancellationError` where `stop` was set before the result was published.
    func run(stop: StopFlag, report: @escaping @Sendable (WorkerEvent) -> Void) throws {
        let run = JobRun(folder: folder, outbox: outbox, name: name, job: job, provenance: provenance)
        try run.run(
            threads: threads, work: { try work(frozen: $0, report) }, isStopping: { stop.isStopping }, report: report)
    }

    private func work(
        frozen plan: Plan?, _ report: (WorkerEvent) -> Void
    ) throws -> GenerationWork {
        if let plan { return try GenerationWork(resuming: plan, request) }
        let prepared = try PreparedJob(inspecting: request)
        prepared.inspection.warnings.forEach { report(.warning($0)) }
        return prepared.work
    }
}
