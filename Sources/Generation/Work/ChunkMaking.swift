import Attacks
import Datasets
import Jobs
import Models
import Tensors

/// One chunk: samples read, attacked together, judged as they are stored, encoded.
struct ChunkMaking {
    let data: JoinedDataset
    let fit: ModelFit
    let attack: MinMax<Float>
    let omitsFailures: Bool

    private var parameters: Parameters { attack.parameters }

    /// - Parameter execution: of any batch that holds the range; always the same one for the same bytes.
    func records(
        _ range: Range<Int>, execution: inout Execution<Float>, progress: (Double) -> Bool
    ) throws -> [ChunkRecord] {
        let blocks = try data.samples(range)
        let batch = batch(blocks, range)
        let outcomes = try attack.run(batch, model: &execution, progress: progress)
        let places = blocks.flatMap { block in (0..<block.count).map { (block, $0) } }
        let stored = zip(places, outcomes).map { place, outcome in
            outcome.z.map { place.0.readBack(place.1, values: fit.restored($0)) }
        }
        let judgements = judge(stored, outcomes, batch, &execution)
        return try range.indices.map { position in
            let k = position - range.lowerBound
            let (block, place) = places[k]
            let sample = AttackedSample(
                index: position, identity: block.identities[place],
                source: Array(block.values[place * block.elementCount..<(place + 1) * block.elementCount]),
                stored: stored[k], outcome: outcomes[k], judgement: stored[k] == nil ? nil : judgements?[k],
                isStorageAware: parameters.storageAware, isTable: data.elementShape.count == 1)
            return try record(sample.details, block, place, values: stored[k])
        }
    }

    private func batch(_ blocks: [SampleBatch], _ range: Range<Int>) -> Batch<Float> {
        let hasFrozen = blocks.contains { $0.frozen != nil }
        let frozen = blocks.flatMap { $0.frozen ?? Array(repeating: false, count: $0.values.count) }
        return Batch(
            x: Tensor(shape: [range.count, data.elementCount], elements: fit.arranged(blocks.flatMap(\.values))),
            indices: Array(range), grid: StorageGrid(step: data.grid.step, origin: data.grid.origin),
            frozen: hasFrozen ? fit.arranged(frozen) : nil)
    }

    /// f at the stored values where they differ from what the attack evaluated; nil where none does.
    private func judge(
        _ stored: [[Float]?], _ outcomes: [Outcome<Float>], _ batch: Batch<Float>,
        _ execution: inout Execution<Float>
    ) -> [Judgement]? {
        let arranged = stored.map { $0.map(fit.arranged) }
        guard zip(arranged, outcomes).contains(where: { $0 != $1.z }) else { return nil }
        var values = batch.x
        let d = batch.sampleCount
        for (k, row) in arranged.enumerated() {
            if let row { values.elements.replaceSubrange(k * d..<(k + 1) * d, with: row) }
        }
        return parameters.judge(stored: values, against: batch, model: &execution)
    }

    private func record(
        _ details: SampleDetails, _ block: SampleBatch, _ place: Int, values: [Float]?
    ) throws -> ChunkRecord {
        let isOmitted = omitsFailures && (details.status == .failed || details.status == .unchanged)
        let bytes = isOmitted ? [] : try block.stored(place, values: details.status == .success ? values : nil)
        return ChunkRecord(stored: bytes, details: try CanonicalJSON.line(details))
    }
}
