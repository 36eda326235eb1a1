// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords

/// One line of a worker's standard output: NDJSON, one object a line, `event` first to look at.
public enum WorkerEvent: Sendable, Equatable {
    /// The bundle was looked at and accepted.
    case inspected(Inspection)
    /// The job's lock is held and its plan durable; `finished` chunks were found from earlier runs.
    case started(chunks: Int, finished: Int, samples: Int)
    /// A chunk is durable. `samples` is the number of samples in all durable chunks so far.
    case chunk(index: Int, samples: Int)
    /// Samples done so far, parts of unfinished chunks included; not durable, for people.
    case progress(samples: Double)
    case warning(String)
    /// A durable chunk cannot be read any more: it is computed again.
    case chunkLost(index: Int)
    case refused(Failure)
    case waiting(Failure)
    case failed(Failure)
    /// The result lies whole in the job's folder. Whoever started the worker publishes it.
    case ready(ResultSummary)
}
