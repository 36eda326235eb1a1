// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import JobRecords
import Jobs

extension GenerationWork {
    /// Writes the published folder except `manifest-sha256.txt` and `run.json`.
    ///
    /// - Throws: `Failure`: incomplete if an input or an earlier result has changed since inspection, environment
    ///   if a file cannot be written.
    public func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary {
        let layout = try ResultLayout(
            plan: plan, job: job, data: data, earlier: earlier(), record: { try records.record($0) })
        let summary = try layout.write(into: FolderSink(result: result))
        // A layout copies what no record holds, such as labels.
        try inputs.checkAll()
        return summary
    }

    /// The earlier result, which must be the one that was inspected; nil if the job names none.
    ///
    /// - Throws: `Failure` (incomplete) if it has changed.
    func earlier() throws -> PublishedResult? {
        guard let location = opened.earlier else { return nil }
        let result = try PublishedResult(location, failing: .incomplete)
        guard result.digest(ResultFiles.manifest) == job.earlier?.manifestDigest else {
            throw Failure(
                .incomplete, code: "changed", "is another result than the one that was inspected",
                hint: "put it back, or drop the bundle again under another name", file: location.name)
        }
        return result
    }
}

/// Writes a dataset's files to a job's result folder.
private struct FolderSink: DigestingSink {
    let result: ResultFolder
    var files: [ResultFolder.WrittenFile] { result.made }

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        try result.file(path, body)
    }
}
