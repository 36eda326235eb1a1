// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Glibc
import Jobs

/// A job with a worker process, as the daemon follows it.
struct RunningJob {
    enum Task {
        case inspecting, generating
    }

    enum Request {
        case cancel, hold
    }

    let task: Task
    let worker: any Worker
    /// The bundle's tree as it was when the worker began.
    let baseline: TreeSignature?
    /// Who is charged for the time: the job's owner.
    let owner: UInt32
    /// The seconds of processor time that it may use; nil: no limit.
    let computingLimit: Int?
    /// The estimated size of its result in bytes.
    let resultBytes: Int
    /// The time up to which it has been charged.
    var charged = SuspendingClock.now
    let begun = SuspendingClock.now
    /// True if it was killed because it used more than `computingLimit`, or took far too long.
    var isOverdue = false
    var progress: Progress?
    /// The newest event that says how it ends.
    var verdict: WorkerEvent?
    /// True if a chunk became durable under this worker.
    var madeProgress = false
    /// When the worker last made progress.
    var lastProgress = SuspendingClock.now
    /// Set if it was killed because it made no progress for this many seconds.
    var stalled: Double?
    /// What a person asked for; it decides about the job once the worker has ended.
    var request: Request?

    /// The seconds without progress after which it is ended. After its last chunk it only reads and writes files: a slow disk
    /// is not a hang, but less than a megabyte a second is.
    func patience(_ stallTimeout: Double) -> Double {
        progress?.isComplete == true ? stallTimeout + Double(resultBytes) / 1e6 : stallTimeout
    }

    /// Asks the worker to end: cuts its life line and sends SIGTERM.
    func end() {
        worker.cutLifeLine()
        worker.signal(SIGTERM)
    }
}
