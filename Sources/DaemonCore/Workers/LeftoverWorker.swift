// SPDX-License-Identifier: Apache-2.0
import Durability
import Glibc
import JobRecords

/// A worker that an earlier daemon started. It has lost its life line and ends by itself, and the lock of the job folder keeps
/// a second worker out until then; but a process that is stopped would hold the lock for ever.
struct LeftoverWorker: Sendable {
    private let identity: ProcessIdentity

    /// Returns nil if the job has no worker recorded.
    init?(_ job: JobRecord) {
        guard let pid = job.workerPid, let start = job.workerStart else { return nil }
        identity = ProcessIdentity(pid: pid, startTime: start)
    }

    func end() { if identity.isAlive { kill(identity.pid, SIGKILL) } }
}

extension JobFolder {
    /// Waits, briefly, until no worker holds the folder. If none does, the caller keeps its turn.
    @DaemonActor func awaitUnlocked(on disk: any Disk) async throws {
        guard try disk.status(path) != nil else { return }
        let deadline = ContinuousClock.now + .seconds(2)
        while try disk.lock(lock) == nil, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
