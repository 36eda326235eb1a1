// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs
import Pipeline

/// A job from its plan to a result that is ready: inspection where it starts, the frozen plan where it goes on.
struct JobExecution {
    let request: BundleRequest
    let run: JobRun
    let threads: Int
    /// ``Jobs/Inspection/identity`` of what the daemon accepted; nil without one.
    var accepted: String?

    /// - Throws: `CancellationError` where `stop` was set before the result was ready.
    @discardableResult func run(
        stop: StopFlag, report: @escaping @Sendable (WorkerEvent) -> Void
    ) throws -> ResultSummary {
        try run.run(
            threads: threads, work: { try work(frozen: $0, report) }, isStopping: { stop.isStopping }, report: report)
    }

    /// The frozen plan's where there is one: on a resume it wins over settings that changed meanwhile.
    func outline() throws -> Outline {
        if let plan = try run.frozenPlan() { return Outline(try GenerationWork.settings(of: plan)) }
        return Outline(try request.settings())
    }

    private func work(
        frozen plan: Plan?, _ report: (WorkerEvent) -> Void
    ) throws -> GenerationWork {
        if let plan { return try resumed(plan) }
        let prepared = try PreparedJob(inspecting: request)
        if let accepted, accepted != prepared.inspection.identity {
            throw Failure(
                .incomplete, code: "changed", "the bundle is not what it was when it was accepted",
                hint: "it is looked at again when it is quiet")
        }
        prepared.inspection.warnings.forEach { report(.warning($0)) }
        return prepared.work
    }

    private func resumed(_ plan: Plan) throws -> GenerationWork {
        if let seed = request.seed, UInt64(seed) != plan.seed {
            throw Failure.refused(
                "other-seed", "this run was begun with seed \(plan.seed), not \(seed)",
                hint: "go on without --seed, or remove \(run.folderPath)")
        }
        return try GenerationWork(resuming: plan, request)
    }
}
