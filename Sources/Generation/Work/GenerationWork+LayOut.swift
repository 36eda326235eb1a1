import Datasets
import Jobs

extension GenerationWork {
    public func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary {
        try ResultLayout(plan: plan, job: job, data: data, record: { try records.record($0) })
            .write(into: FolderSink(result: result))
    }
}

/// A job's result folder, as datasets write into it.
private struct FolderSink: ResultSink {
    let result: ResultFolder

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        try result.file(path, body)
    }
}
