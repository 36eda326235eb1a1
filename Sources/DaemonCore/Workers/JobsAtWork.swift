// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// The jobs that something is being done about; nothing else may begin with one of them.
@DaemonActor final class JobsAtWork {
    /// The jobs with a worker process.
    var running: [Int: RunningJob] = [:]
    /// The jobs whose bundle is walked through before their worker starts.
    var starting: [Int: RunningJob.Task] = [:]
    /// The workers that have ended and whose end is not in the ledger yet.
    var ends: [Int: (run: RunningJob, exit: ChildProcess.Exit)] = [:]
    /// The jobs whose result is being published.
    var publishing: Set<Int> = []
    /// The jobs that are being tried again because a person asked for it.
    var renewed: Set<Int> = []

    var all: Set<Int> {
        Set(running.keys).union(starting.keys).union(ends.keys).union(publishing).union(renewed)
    }

    func isIdle(_ number: Int) -> Bool {
        running[number] == nil && ends[number] == nil && starting[number] == nil && !publishing.contains(number)
            && !renewed.contains(number)
    }

    func count(_ task: RunningJob.Task) -> Int {
        running.values.count { $0.task == task } + starting.values.count { $0 == task }
    }
}
