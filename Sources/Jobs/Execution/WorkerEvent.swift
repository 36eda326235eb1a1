// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords

/// One line of a worker's standard output: NDJSON, one object per line, whose key `event` names the case.
public enum WorkerEvent: Sendable, Equatable {
    /// The bundle was inspected and accepted.
    case inspected(Inspection)
    /// The job's lock is held and its plan durable; `finished` chunks exist from earlier runs.
    case started(chunks: Int, finished: Int, samples: Int)
    /// A chunk is durable. `samples` is the number of samples in all durable chunks so far.
    case chunk(index: Int, samples: Int)
    /// Samples done so far, including parts of unfinished chunks; not durable, for people.
    case progress(samples: Double)
    /// A sentence for people.
    case warning(String)
    /// A durable chunk cannot be read any more and is computed again.
    case chunkLost(index: Int)
    /// The input is at fault.
    case refused(Failure)
    /// The input is incomplete or the environment is at fault: the job is parked.
    case waiting(Failure)
    /// uaed itself is at fault.
    case failed(Failure)
    /// The result lies whole in the job folder; the process that started the worker publishes it.
    case ready(ResultSummary)
}
