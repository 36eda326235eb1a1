// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import Jobs

/// A job with a worker process, as the daemon follows it.
struct RunningJob {
    enum Task {
        case inspecting, generating
    }

    let task: Task
    let worker: any Worker
    /// The bundle as it was when the worker began.
    let baseline: TreeSignature?
    /// Whose job it is: who is charged for the time.
    let owner: UInt32
    /// Seconds of processor time that it may use; nil: no limit.
    let computingLimit: Int?
    /// Bytes that its result is estimated to have.
    let resultBytes: Int
    /// Up to when its time has been charged.
    var charged = SuspendingClock.now
    let begun = SuspendingClock.now
    /// Killed because it used more than `computingLimit`, or took far too long.
    var isOverdue = false
    var progress: Progress?
    /// The newest event that says how it ends.
    var verdict: WorkerEvent?
    /// A chunk became durable under this worker.
    var madeProgress = false
    /// When the worker last came further.
    var lastProgress = SuspendingClock.now
    /// Killed because it came no further for this many seconds.
    var stalled: Double?
    /// Seconds without progress after which it is ended. Behind its last chunk it only reads and writes files: a slow disk is no
    /// hang, but a megabyte a second is slow enough.
    func patience(_ stallTimeout: Double) -> Double {
        progress?.isComplete == true ? stallTimeout + Double(resultBytes) / 1e6 : stallTimeout
    }
    /// Asked to stop for good.
    var isCancelled = false
    /// Asked to stop until it is released.
    var isHeld = false
}
