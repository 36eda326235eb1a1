// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging

/// Everything that `uaed.toml` says, with its defaults filled in (etc/uaed.toml documents each key).
package struct Configuration: Sendable, Equatable {
    /// An inbox and the outbox that its results go to.
    package struct Inbox: Sendable, Equatable {
        package var name: String
        package var path: String
        package var outbox: String
        /// Serves bundles that bring no checkpoint of their own.
        var checkpoint: String?
        /// A job.toml whose keys serve bundles that do not set them.
        var job: String?
        var loose = Loose.ownCheckpoint
        /// Where uaed keeps what belongs to the jobs alone, if the state directory is on another mount than the outbox.
        var work: String?
        var results = Results.group
    }

    /// Whose a published result is to change and delete.
    enum Results: String, Sendable, CaseIterable {
        case group, owner
    }

    /// Whether a loose dataset waits for a checkpoint of its own stem, or takes the inbox's.
    enum Loose: String, Sendable, CaseIterable {
        case ownCheckpoint = "own-checkpoint"
        case defaultCheckpoint = "default-checkpoint"
    }

    /// Where it was read from; nil where the defaults serve.
    package var file: String?
    package var inboxes: [Inbox]
    package var state: String
    package var socket: String
    package var threads: Int
    package var maxRunningJobs = 1
    /// Seconds that a bundle must be unchanged.
    var settle = 10.0
    /// Seconds between two scans that no event asked for.
    var rescan = 60.0
    /// Seconds that a truncated bundle is waited for.
    var incompleteTimeout = 3600.0
    /// Seconds that a worker may show no progress before it is ended.
    var stallTimeout = 1800.0
    /// Seconds of processor time that an inspection may use, besides one for each 20 MB of its bundle.
    var inspectTimeout = 120.0
    /// Seconds that a finished input is kept; nil: for ever.
    var keepInputs: Double?
    /// Seconds that the folder of a finished job (plan and log) is kept; nil: for ever.
    var keepJobs: Double?
    /// Rows of the ledger that are kept.
    var keepHistory = History.jobs
    /// Bytes that stay free on the disks of state and outboxes: no job is started that would use them.
    var diskReserve = 256 << 20
    /// Where `/metrics` is written for node_exporter's textfile collector; nil: nowhere.
    var metricsFile: String?
    /// Bytes of address space that a worker may have, as the file says it; 0: no limit.
    var memoryLimit: Int?
    /// `uae-worker`; nil: beside this program.
    package var worker: String?
    /// What is run when a job ends: `hooks.d` beside the configuration file.
    var hooks: String
    /// Seconds that one hook may take.
    var hookTimeout = 60.0
    package var logLevel = Logger.Level.info
    package var logForm = LogForm.automatic
    var lines = KeyLines()
    /// Whose members see everything and change what is their own.
    var group = "uaed"
    /// Whose members change everything.
    var adminGroup = "uaed-admin"

    /// Computing threads of one worker: `threads` shared out evenly.
    var threadsPerWorker: Int { max(1, threads / maxRunningJobs) }

    /// Bytes of address space of one worker; nil: no limit.
    var workerMemory: Int? {
        memoryLimit == 0 ? nil : memoryLimit ?? MachineMemory().share(of: maxRunningJobs)
    }

    /// Inspections that run at once, outside `max_running_jobs`: as many as there are cores.
    static let inspections = max(2, ProcessInfo.processInfo.activeProcessorCount)
}
