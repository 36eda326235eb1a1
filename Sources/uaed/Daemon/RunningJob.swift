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
    var progress: Progress?
    /// The newest event that says how it ends.
    var verdict: WorkerEvent?
    /// A chunk became durable under this worker.
    var madeProgress = false
    /// When the worker last came further.
    var lastProgress = SuspendingClock.now
    /// Killed because it came no further for this many seconds.
    var stalled: Double?
    var mayStall: Bool { stalled == nil && progress?.isComplete != true }
    /// Asked to stop for good.
    var isCancelled = false
    /// Asked to stop until it is released.
    var isHeld = false
}
