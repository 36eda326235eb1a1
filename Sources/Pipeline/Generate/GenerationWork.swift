// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import JobRecords
import Jobs
import Models
import Synchronization

/// The computation of a job, which `Jobs` runs chunk by chunk.
public struct GenerationWork: Work {
    /// The frozen plan; its numerics are those of this process.
    public let plan: Plan
    let job: JobPlan
    let opened: OpenedBundle
    let inputs: HeldInputs
    var data: JoinedDataset { opened.data }
    var fit: ModelFit { opened.fit }
    private let methods: SharedMethods
    private let reference: SharedReference
    let pool: ExecutionPool

    /// - Parameter executions: already bound for the plan's chunk size.
    init(
        plan: Plan, job: JobPlan, opened: OpenedBundle, inputs: HeldInputs, executions: [Execution<Float>] = []
    ) {
        self.plan = plan
        self.job = job
        self.opened = opened
        self.inputs = inputs
        let (seed, elements) = (plan.seed, opened.data.elementCount)
        methods = SharedMethods { job.attacks(seed: seed, inputs: elements) }
        reference = SharedReference(opened.data, opened.fit, inputs, seed: plan.seed)
        let (chunk, fit) = (plan.chunkSize, opened.fit)
        pool = ExecutionPool(executions) { try fit.execution(chunk: chunk) }
    }

    /// The attack of each variant, with the matrices of random sampling.
    var attacks: [any AttackMethod<Float>] { methods.value }

    var places: ResultPlaces { ResultPlaces(samples: data.count, variants: job.variantCount) }

    /// The records of chunk `index`, one per result of a sample, in order.
    ///
    /// - Parameter progress: receives the share that is done, in 0…1; returns false to stop.
    /// - Throws: `Failure` if a sample cannot be read or the model fails, incomplete `changed` if an input was changed before
    ///   its last byte was read; `CancellationError` if `progress` returns false.
    public func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord] {
        let range = plan.samples(of: index)
        return try pool.withExecution { execution in
            let contrast = try contrast(&execution)
            var done = 0.0
            return try places.parts(range, atMost: execution.batch).flatMap { variant, samples in
                let share = Double(samples.count) / Double(range.count)
                defer { done += share }
                let records = try making(variant, contrast).records(samples, execution: &execution) {
                    progress(done + share * $0)
                }
                try inputs.check(data.files(of: samples))
                return records
            }
        }
    }

    /// Estimates the job's seconds on one thread from its first iterations on its first samples. The error is about a
    /// quarter if the machine stays as busy as it is now.
    func foretoldSeconds() throws -> Double? {
        try pool.withExecution { execution in
            let contrast = try contrast(&execution)
            let places = data.spread(min(execution.batch, data.count), seed: plan.seed)
            let seconds = try making(0, contrast).foretoldSeconds(places, execution: &execution)
            let blocks = (data.count + places.count - 1) / places.count * job.variantCount
            return seconds.map { $0 * Double(blocks) }
        }
    }

    func contrast(_ execution: inout Execution<Float>) throws -> ContrastiveReference<Float>? {
        job.isContrastive ? try reference.value(job.geometry, &execution) : nil
    }

    func making(_ variant: Int, _ contrast: ContrastiveReference<Float>?) -> ChunkMaking {
        ChunkMaking(
            data: data, fit: fit, job: job, attack: attacks[variant], variant: variant, seed: plan.seed,
            contrast: contrast)
    }
}

extension GenerationWork {
    /// Hashes the bundle's files once more and checks that they are those of the plan.
    ///
    /// - Throws: `Failure` (incomplete), with the first file that differs, was added or was removed.
    public func checkInputs() throws {
        // Added and removed files count like changed ones.
        let now = try BundleContents(folder: opened.contents.folder).files
        let listed = now == opened.contents.files ? nil : Set(now).symmetricDifference(opened.contents.files).min()
        if let changed = try listed ?? plan.inputs.firstDifference(from: inputs.hashAgain().sortedByPath) {
            throw JobInput.changed(changed)
        }
    }
}

/// The attacks that all threads share. The first thread that needs them makes them, because drawing the
/// matrices can take seconds.
private final class SharedMethods: Sendable {
    private let made = Mutex<[any AttackMethod<Float>]?>(nil)
    private let make: @Sendable () -> [any AttackMethod<Float>]

    init(_ make: @escaping @Sendable () -> [any AttackMethod<Float>]) {
        self.make = make
    }

    var value: [any AttackMethod<Float>] {
        made.withLock { made in
            if let made { return made }
            let methods = make()
            made = methods
            return methods
        }
    }
}
