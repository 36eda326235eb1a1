// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import Base
import Foundation

/// Everything that the daemon remembers of a job.
public struct JobRecord: Codable, Sendable, Equatable {
    public var number: Int
    /// The bundle's name, as it was dropped.
    public var name: String
    /// The inbox's name in `uaed.toml`, and its folder at the claim.
    public var inbox: String
    public var inboxPath: String
    public var outboxPath: String
    /// Reserved at the claim: the result's name in the outbox.
    public var outboxName: String
    /// Where uaed keeps what belongs to the job alone: see ``WorkFolder``. Empty in a record of a version that kept it in the
    /// outbox, until a start has moved it.
    public var workPath: String
    /// What was claimed: whatever else gets the claim's name is not the job's input. nil in a record of an older version.
    public var identity: ObjectIdentity?
    /// SHA-256 of the published `manifest.json`.
    public var manifestDigest: String?
    public var state: JobState
    public var reason: String?
    public var failure: Failure?
    /// Of the bundle, before the claim.
    public var ownerUid: UInt32
    public var arrival: Arrival
    /// Among its owner's own jobs: higher goes first.
    public var priority = 0
    /// Above 0: an administrator put it before everybody's jobs; the highest goes first.
    public var precedence = 0
    /// Worker deaths in all, and since a chunk was last finished.
    public var deaths = 0
    public var deathsWithoutProgress = 0
    /// Durable chunks when a worker last died.
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
    public var waitingSince: Date?
    public var nextLook: Date?
    /// The worker's process and its start time in clock ticks after boot.
    public var workerPid: Int32?
    public var workerStart: UInt64?

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

    public var work: WorkFolder { WorkFolder(workPath.isEmpty ? outboxPath + "/.uaed" : workPath) }
    public var folder: JobFolder { JobFolder(in: work, job: number) }
    /// The published folder, or where it is going to be.
    public var result: String { outboxPath + "/" + outboxName }

    /// The input under the name that belongs to the job's state.
    public var claim: String { path(state.suffix ?? .claimed) }
    /// `NAME.jobN.failed.json`
    public var reasonFile: String { path(.reason) }
    /// `NAME.jobN.status.txt`, while it is open.
    public var statusFile: String { path(.status) }

    /// Whether the inspection found other bytes or settings than an earlier one.
    package func isOther(than inspection: Inspection) -> Bool {
        datasetDigest != nil
            && (datasetDigest != inspection.datasetDigest || checkpointDigest != inspection.checkpointDigest
                || settingsDigest != inspection.settingsDigest)
    }

    public func path(_ suffix: ClaimName.Suffix) -> String {
        inboxPath + "/" + ClaimName(bundle: name, job: number, suffix).name
    }
}
