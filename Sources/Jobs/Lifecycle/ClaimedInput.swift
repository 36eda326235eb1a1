// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Glibc
import JobRecords

/// What is now under the name of a job's input.
enum ClaimedInput {
    /// The folder that was claimed, held open.
    case intact(any HeldFolder)
    /// Another folder of the same owner.
    case changed(ObjectIdentity)
    /// Nothing, or something that is not the job's: another user's folder, a link, a file.
    case gone

    /// - Parameter path: where the input lies, by its name for the job's state.
    init(of job: JobRecord, at path: String, on disk: any Disk) throws {
        guard let held = try disk.hold(path) else {
            self = .gone
            return
        }
        let found = held.identity
        if let identity = job.identity {
            self = found.isSame(as: identity) ? .intact(held) : found.owner == identity.owner ? .changed(found) : .gone
        } else {
            // Claimed by an older version, which recorded only the owner, and gathered loose files in a folder of its
            // own.
            self = found.owner == job.ownerUid || found.owner == geteuid() ? .intact(held) : .gone
        }
    }
}

extension JobLife {
    /// The input of an open job, held, so that it is read beneath.
    ///
    /// - Returns: nil if it is gone.
    /// - Throws: environment `input-changed` if its owner has put another folder in its place; or the disk's failure.
    public func input(of job: JobRecord) throws -> (any HeldFolder)? {
        switch try ClaimedInput(of: job, at: job.path(.claimed), on: disk) {
        case .intact(let held): return held
        case .gone: return nil
        case .changed:
            throw Failure(
                .environment, code: JobReason.inputChanged,
                "another folder has been put in the input's place: \(job.path(.claimed))",
                hint: "put the first one back, or take this one: uaectl retry \(job.number)", file: job.path(.claimed))
        }
    }
}
