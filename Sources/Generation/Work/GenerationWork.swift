import Attacks
import Datasets
import Failures
import Jobs
import Models
import Synchronization

/// The computation of a job: what `Jobs` runs chunk by chunk.
public struct GenerationWork: Work {
    public let plan: Plan
    let job: JobPlan
    private let opened: OpenedBundle
    var data: JoinedDataset { opened.data }
    var fit: ModelFit { opened.fit }
    private let method: SharedMethod
    let pool: ExecutionPool

    /// - Parameter executions: bound to the plan's chunk size already.
    init(plan: Plan, job: JobPlan, opened: OpenedBundle, executions: [Execution<Float>] = []) {
        self.plan = plan
        self.job = job
        self.opened = opened
        let (parameters, seed, inputs) = (job.parameters, plan.seed, opened.data.elementCount)
        method = SharedMethod {
            let matrices =
                parameters.sampling == .random
                ? RandomMatrices<Float>(parameters, seed: seed, inputs: inputs) : nil
            return MinMax(parameters: parameters, seed: seed, matrices: matrices)
        }
        let (batch, fit) = (plan.chunkSize, opened.fit)
        pool = ExecutionPool(executions) { try fit.execution(batch: batch) }
    }

    /// The attack, with the matrices of random sampling.
    var attack: MinMax<Float> { method.value }

    public func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord] {
        let making = ChunkMaking(
            data: data, fit: fit, attack: attack, omitsFailures: job.settings.onFailure == .omit)
        return try pool.withExecution { execution in
            try making.records(plan.samples(of: index), execution: &execution, progress: progress)
        }
    }
}

extension GenerationWork {
    public func checkInputs() throws {
        if let changed = Self.difference(plan.inputs, try opened.digests().all) {
            throw Failure(
                .incomplete, code: "changed", "is not what it was when the job started",
                hint: "put it back, or drop the bundle again under another name", file: changed)
        }
    }

    /// The first file that is in one list only, or differs.
    private static func difference(_ before: [InputDigest], _ now: [InputDigest]) -> String? {
        let unequal = before.filter { !now.contains($0) } + now.filter { !before.contains($0) }
        return unequal.map(\.path).min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// The attack of all threads, made when the first one asks: drawing the matrices can take seconds.
private final class SharedMethod: Sendable {
    private let made = Mutex<MinMax<Float>?>(nil)
    private let make: @Sendable () -> MinMax<Float>

    init(_ make: @escaping @Sendable () -> MinMax<Float>) {
        self.make = make
    }

    var value: MinMax<Float> {
        made.withLock { made in
            if let made { return made }
            let method = make()
            made = method
            return method
        }
    }
}
