// SPDX-License-Identifier: Apache-2.0
import Datasets
import Jobs

/// A few samples that are attacked before the job, so that its owner can see whether it does what was intended.
public struct SampleTrial: Sendable {
    /// A PNG file with original, augmented and difference.
    public let picture: [UInt8]
    /// A phrase for people: "3 of 3 attacked successfully (samples 1, 500, 1000)".
    public let summary: String
    let records: [ChunkRecord]

    /// Attacks the first sample, the last one, and samples at equal distances between them, each alone.
    ///
    /// A job attacks samples in chunks, where sums are rounded differently. So its own results are
    /// similar to these, not the same.
    ///
    /// - Parameters:
    ///   - count: number of samples; fewer if the dataset has fewer.
    ///   - progress: receives the share that is done, in 0…1; returns false to stop.
    /// - Throws: `Failure` if a sample cannot be read or the model fails; `CancellationError`
    ///   if `progress` returns false.
    public init(_ job: PreparedJob, count: Int = 3, progress: (Double) -> Bool = { _ in true }) throws {
        let work = job.work
        let places = Self.places(count, of: work.data.count)
        records = try work.records(ofEach: places, progress: progress)
        let successes = try records.count {
            try CanonicalJSON.decode(SampleDetails.self, from: $0.details).status == .success
        }
        let result = "\(successes) of \(places.count) attacked successfully"
        let list = (places.count == 1 ? "sample " : "samples ") + places.map { String($0 + 1) }.joined(separator: ", ")
        summary = "\(result) (\(list))"
        let preview = Preview(
            title: result, facts: [work.data.summary, work.job.methodInWords], elementShape: work.data.elementShape,
            groups: [.init(title: list, samples: try records.map(work.data.previewSample))])
        picture = try preview.image().encoded()
    }

    /// Indices from 0 of up to `count` samples out of `all`, at equal distances.
    static func places(_ count: Int, of all: Int) -> [Int] {
        guard count > 1, all > 1 else { return [0] }
        let shown = min(count, all)
        return (0..<shown).map { $0 * (all - 1) / (shown - 1) }
    }
}

extension GenerationWork {
    fileprivate func records(ofEach places: [Int], progress: (Double) -> Bool) throws -> [ChunkRecord] {
        var execution = try fit.execution(batch: 1)
        let contrast = try contrast(&execution)
        return try places.enumerated().flatMap { number, place in
            try making(0, contrast).records(place..<place + 1, execution: &execution) {
                progress((Double(number) + $0) / Double(places.count))
            }
        }
    }
}
