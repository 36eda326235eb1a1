import Attacks
import Datasets
import Jobs
import Models
import Synchronization

/// The computation of a job: what `Jobs` runs chunk by chunk.
public struct GenerationWork: Work {
    public let plan: Plan
    let job: JobPlan
    let data: JoinedDataset
    let fit: ModelFit
    private let method: SharedMethod
    let pool: ExecutionPool

    /// - Parameter executions: bound to the plan's chunk size already.
    init(plan: Plan, job: JobPlan, data: JoinedDataset, fit: ModelFit, executions: [Execution<Float>] = []) {
        self.plan = plan
        self.job = job
        self.data = data
        self.fit = fit
        let (parameters, seed, inputs) = (job.parameters, plan.seed, data.elementCount)
        method = SharedMethod {
            let matrices =
                parameters.sampling == .random
                ? RandomMatrices<Float>(parameters, seed: seed, inputs: inputs) : nil
            return MinMax(parameters: parameters, seed: seed, matrices: matrices)
        }
        let batch = plan.chunkSize
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
