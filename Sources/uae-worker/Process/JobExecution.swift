// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs
import Pipeline

/// A job from its plan to a result that is ready for publication.
struct JobExecution {
    let request: BundleRequest
    let run: JobRun
    let threads: Int
    /// Whether a job without a plan is inspected here: uaed has that done by a worker of its own, and decides on it.
    var inspects = true

    /// Computes the job.
    ///
    /// - Throws: `Failure`; `CancellationError` if `stop` was set before the result was ready.
    @discardableResult func run(
        stop: StopFlag, report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws -> ResultSummary {
        try run.run(
            threads: threads, work: { try work(frozen: $0, report) }, isStopping: { stop.isStopping }, report: report)
    }

    /// The outline of the frozen plan, if there is one, else of the bundle's settings: a resumed job keeps to its plan,
    /// even if the settings have changed.
    func outline() throws -> Outline {
        if let plan = try run.frozenPlan() { return Outline(try GenerationWork.settings(of: plan)) }
        return Outline(try request.settings())
    }

    private func work(
        frozen plan: Plan?, _ report: (WorkerEvent) -> Void
    ) throws -> GenerationWork {
        if let plan { return try resumed(plan) }
        guard inspects else { throw run.absentPlan }
        let prepared = try PreparedJob(inspecting: request)
        prepared.inspection.warnings.forEach { report(.warning($0)) }
        try run.keep(prepared.inputs)
        return prepared.work
    }

    private func resumed(_ plan: Plan) throws -> GenerationWork {
        if let seed = request.seed, UInt64(seed) != plan.seed {
            throw Failure.refused(
                "other-seed", "this run was begun with seed \(plan.seed), not \(seed)",
                hint: "go on without --seed, or remove \(run.folderPath)")
        }
        return try GenerationWork(resuming: plan, request, known: run.stampedInputs())
    }
}
