// SPDX-License-Identifier: Apache-2.0
import Datasets
import Base
import JobRecords
import Jobs

extension GenerationWork {
    public func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary {
        try ResultLayout(plan: plan, job: job, data: data, earlier: earlier(), record: { try records.record($0) })
            .write(into: FolderSink(result: result))
    }

    /// The earlier result as it is now, which must be the one that was inspected.
    func earlier() throws -> PublishedResult? {
        guard let location = opened.earlier else { return nil }
        let result = try PublishedResult(location, failing: .incomplete)
        guard result.digest(ResultPlaces.manifest) == job.earlier?.manifestDigest else {
            throw Failure(
                .incomplete, code: "changed", "is another result than the one that was inspected",
                hint: "put it back, or drop the bundle again under another name", file: location.name)
        }
        return result
    }
}

/// A job's result folder, as datasets write into it.
private struct FolderSink: ResultSink {
    let result: ResultFolder

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        try result.file(path, body)
    }
}
