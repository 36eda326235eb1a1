// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets
import Jobs
import Models
import Tensors

/// Computes samples of a chunk: reads them, attacks them together, judges them as they are stored, and encodes them.
struct ChunkMaking {
    let data: JoinedDataset
    let fit: ModelFit
    let job: JobPlan
    let attack: any AttackMethod<Float>
    /// Which result of each sample is computed, from 0.
    let variant: Int
    let seed: UInt64
    /// The reference of the contrastive objective; nil for other objectives.
    let contrast: ContrastiveReference<Float>?

    private var keepsFailures: Bool { job.settings.onFailure == .keep }
    private var parameters: Parameters { job.parameters(variant: variant) }

    /// The records of samples `range`, in order.
    ///
    /// - Parameters:
    ///   - execution: bound to a batch that holds the range. The same bytes require the same batch.
    ///   - progress: receives the share that is done, in 0…1; returns false to stop.
    /// - Throws: `Failure`, or `CancellationError` if `progress` returns false.
    func records(
        _ range: Range<Int>, execution: inout Execution<Float>, progress: (Double) -> Bool
    ) throws -> [ChunkRecord] {
        let blocks = try data.samples(range)
        var batch = batch(blocks, Array(range))
        job.labelRule(seed: seed)?.apply(
            to: &batch, given: blocks.flatMap(\.identities).map(\.label), model: &execution)
        let outcomes = try attack.run(batch, model: &execution, progress: progress)
        let places = blocks.flatMap { block in (0..<block.count).map { (block, $0) } }
        let stored = zip(places, outcomes).enumerated().map { k, pair in
            made(pair.1, batch, k).map { pair.0.0.readBack(pair.0.1, values: fit.restored($0)) }
        }
        let judgements = judge(stored, outcomes, attack.source(of: batch), &execution)
        let freshJudgements = judgeFreshViews(stored, attack.source(of: batch), &execution)
        return try range.indices.map { index in
            let k = index - range.lowerBound
            let (block, place) = places[k]
            let isFeasible = outcomes[k].isFeasible
            let sample = AttackedSample(
                index: index, variant: job.earlierVariants + variant, identity: block.identities[place],
                source: Array(block.values[place * block.elementCount..<(place + 1) * block.elementCount]),
                stored: isFeasible ? stored[k] : nil, kept: keepsFailures ? stored[k] : nil, outcome: outcomes[k],
                judgement: isFeasible ? judgements?[k] : nil, freshJudgement: freshJudgements?[k],
                selected: job.selected(fit), keepsDiagnostics: job.keepsDiagnostics,
                isStorageAware: parameters.storageAware && job.settings.options?.noise == nil,
                isTable: data.kind == .table)
            return try record(sample.details, block, place, values: stored[k])
        }
    }

    /// Estimates the seconds that the whole attack on samples `range` takes, from its first iterations.
    func foretoldSeconds(_ places: [Int], execution: inout Execution<Float>) throws -> Double? {
        let blocks = try data.samples(at: places)
        var batch = batch(blocks, places)
        job.labelRule(seed: seed)?.apply(
            to: &batch, given: blocks.flatMap(\.identities).map(\.label), model: &execution)
        return TrialRun(attack, batch, &execution).secondsPerBlock
    }

    private func batch(_ blocks: [SampleBatch], _ places: [Int]) -> Batch<Float> {
        let hasFrozen = blocks.contains { $0.frozen != nil }
        let frozen = blocks.flatMap { $0.frozen ?? Array(repeating: false, count: $0.values.count) }
        var batch = Batch<Float>(
            x: Tensor(shape: [places.count, data.elementCount], elements: fit.arranged(blocks.flatMap(\.values))),
            indices: places, grid: StorageGrid(step: data.grid.step, origin: data.grid.origin),
            frozen: job.frozen(hasFrozen ? fit.arranged(frozen) : nil, samples: places.count))
        batch.reference = contrast
        return batch
    }

    /// The values to store for a sample, in the model's layout; nil if the method made none. With `on_failure = "keep"`
    /// they are what the method made, adversarial or not.
    private func made(_ outcome: Outcome<Float>, _ batch: Batch<Float>, _ k: Int) -> [Float]? {
        guard let z = outcome.z ?? (keepsFailures ? outcome.closest : nil) else { return nil }
        guard let deviation = job.settings.options?.noise else { return bounded(z, attack.source(of: batch), k) }
        let noise = GaussianNoise(deviation: deviation, seed: seed, variant: UInt8(variant))
        let noisy = noise.apply(z[...], sample: outcome.index)
        return noisy.indices.map { place in
            batch.frozen?[k * z.count + place] == true ? z[place] : min(max(noisy[place], 0), 1)
        }
    }

    /// ε bounds what is stored. A preset that does not round in its loop may have a value whose nearest storable one lies
    /// beyond.
    ///
    /// - Parameter batch: what the attack started from, which a transformation may have moved.
    private func bounded(_ z: [Float], _ batch: Batch<Float>, _ k: Int) -> [Float] {
        guard let grid = batch.grid, job.settings.method.transformation == nil else { return z }
        return z.indices.map {
            grid.bounded(z[$0], source: batch.x.elements[k * z.count + $0], epsilon: parameters.epsilon, element: $0)
        }
    }

    /// f at the stored values; nil if none of them differs from what the attack evaluated.
    private func judge(
        _ stored: [[Float]?], _ outcomes: [Outcome<Float>], _ batch: Batch<Float>,
        _ execution: inout Execution<Float>
    ) -> [Judgement]? {
        let arranged = stored.map { $0.map(fit.arranged) }
        guard zip(arranged, outcomes).contains(where: { $1.isFeasible && $0 != $1.z }) else { return nil }
        return parameters.judge(stored: values(arranged, batch), against: batch, model: &execution)
    }

    /// f at the stored values under views that the attack did not see; nil for all criteria but the contrastive one.
    private func judgeFreshViews(
        _ stored: [[Float]?], _ batch: Batch<Float>, _ execution: inout Execution<Float>
    ) -> [Judgement]? {
        guard job.isContrastive else { return nil }
        var batch = batch
        batch.usesFreshViews = true
        return parameters.judge(
            stored: values(stored.map { $0.map(fit.arranged) }, batch), against: batch, model: &execution)
    }

    /// The values to store as [n, d], with the source for samples without any.
    private func values(_ arranged: [[Float]?], _ batch: Batch<Float>) -> Tensor<Float> {
        var values = batch.x
        let d = batch.sampleCount
        for (k, row) in arranged.enumerated() {
            if let row { values.elements.replaceSubrange(k * d..<(k + 1) * d, with: row) }
        }
        return values
    }

    private func record(
        _ details: SampleDetails, _ block: SampleBatch, _ place: Int, values: [Float]?
    ) throws -> ChunkRecord {
        let isPublished = details.status == .success || (keepsFailures && details.status.isFailure)
        let bytes = details.isOmitted(job.settings) ? [] : try block.stored(place, values: isPublished ? values : nil)
        return ChunkRecord(stored: bytes, details: try CanonicalJSON.line(details))
    }
}
