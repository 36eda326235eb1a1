// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import FoundationEssentials

/// Everything that the daemon remembers of a job.
public struct JobRecord: Codable, Sendable, Equatable {
    public var number: Int
    /// The bundle's name, as it was dropped.
    public var name: String
    /// The inbox's name in `uaed.toml`, and the paths of its folder and its outbox at the claim.
    public var inbox: String
    public var inboxPath: String
    public var outboxPath: String
    /// The result's name in the outbox, reserved at the claim.
    public var outboxName: String
    /// Path of the job's ``WorkFolder``. Empty in a record of a version that kept it in the outbox, until a start has
    /// moved it.
    public var workPath: String
    /// The identity of the claimed input: anything else that gets the claim's name is not the input. nil in a record of
    /// an older version.
    public var identity: ObjectIdentity?
    /// SHA-256 of the published `manifest.json`.
    public var manifestDigest: String?
    public var state: JobState
    /// One of ``JobReason``, or a failure's code; nil if the state needs none.
    public var reason: String?
    public var failure: Failure?
    /// The owner of the bundle before the claim.
    public var ownerUid: UInt32
    public var arrival: Arrival
    /// Order among its owner's jobs: higher goes first.
    public var priority = 0
    /// If above 0, an administrator put the job before everybody's; the highest goes first.
    public var precedence = 0
    /// Worker deaths in all.
    public var deaths = 0
    /// Worker deaths since a chunk was last finished.
    public var deathsWithoutProgress = 0
    /// Number of durable chunks when a worker last died.
    public var chunksAtLastDeath = 0
    public var datasetDigest: String?
    public var checkpointDigest: String?
    public var settingsDigest: String?
    public var inspection: Inspection?
    public var summary: ResultSummary?
    public var warnings: [String] = []
    public var claimed: Date
    public var queued: Date?
    public var started: Date?
    public var finished: Date?
    /// When the job was parked; kept while it is inspected again.
    public var waitingSince: Date?
    /// When a parked job is tried again.
    public var nextLook: Date?
    /// The worker's process, and its start time in clock ticks after boot (proc_pid_stat(5)).
    public var workerPid: Int32?
    public var workerStart: UInt64?

    /// A job as it begins; all other properties have their initial values.
    public init(
        number: Int, name: String, inbox: String, inboxPath: String, outboxPath: String, outboxName: String,
        workPath: String, identity: ObjectIdentity? = nil, state: JobState = .inspecting, ownerUid: UInt32,
        arrival: Arrival, claimed: Date
    ) {
        self.number = number
        self.name = name
        self.inbox = inbox
        self.inboxPath = inboxPath
        self.outboxPath = outboxPath
        self.outboxName = outboxName
        self.workPath = workPath
        self.identity = identity
        self.state = state
        self.ownerUid = ownerUid
        self.arrival = arrival
        self.claimed = claimed
    }

    /// The work folder; in a record of an older version, the one in the outbox.
    public var work: WorkFolder { WorkFolder(workPath.isEmpty ? outboxPath + "/.uaed" : workPath) }
    /// The job folder.
    public var folder: JobFolder { JobFolder(in: work, job: number) }
    /// Path of the published folder, or of the one that is going to be published.
    public var result: String { outboxPath + "/" + outboxName }

    /// Path of the input, by its name for the job's state.
    public var claim: String { path(state.suffix ?? .claimed) }
    /// Path of `NAME.jobN.failed.json`.
    public var reasonFile: String { path(.reason) }
    /// Path of `NAME.jobN.status.txt`, which exists while the job is open.
    public var statusFile: String { path(.status) }

    /// Whether an inspection found other bytes or settings than an earlier one; false if there was none.
    package func isOther(than inspection: Inspection) -> Bool {
        datasetDigest != nil
            && (datasetDigest != inspection.datasetDigest || checkpointDigest != inspection.checkpointDigest
                || settingsDigest != inspection.settingsDigest)
    }

    /// Path of the input, or of a file beside it, in the inbox.
    public func path(_ suffix: ClaimName.Suffix) -> String {
        inboxPath + "/" + ClaimName(bundle: name, job: number, suffix).name
    }
}
