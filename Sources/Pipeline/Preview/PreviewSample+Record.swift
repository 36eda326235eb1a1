// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Jobs

extension JoinedDataset {
    /// A sample as it was and as it is stored, in [0, 1]; a sample that is no success shows its source twice.
    ///
    /// - Throws: `Failure` if the sample or its record cannot be read.
    func previewSample(_ record: ChunkRecord) throws -> PreviewSample {
        let details = try CanonicalJSON.decode(SampleDetails.self, from: record.details)
        guard let block = try samples(details.index..<details.index + 1).first else {
            throw Failure(.fault, code: "preview", "sample \(details.index) cannot be found again")
        }
        let stored = try details.status == .success ? stored(record, details) : source(block)
        return PreviewSample(
            index: details.index, source: Array(block.values.prefix(stored.count)), stored: stored, l2: details.l2)
    }

    private func stored(_ record: ChunkRecord, _ details: SampleDetails) throws -> [Float] {
        try details.storedValues ?? parts[0].result.pixels(of: record.stored) ?? []
    }

    /// The source's values, as many as the sheet has room for.
    private func source(_ block: SampleBatch) -> [Float] {
        let shown = kind == .table ? min(elementCount, SampleDetails.previewColumns) : elementCount
        return Array(block.values.prefix(shown))
    }
}
