// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Logging

/// The settings of `uaed.toml` with the defaults filled in; etc/uaed.toml documents each key.
package struct Configuration: Sendable, Equatable {
    /// An inbox and the outbox that its results go to.
    package struct Inbox: Sendable, Equatable {
        package var name: String
        package var path: String
        package var outbox: String
        /// The checkpoint for bundles without one.
        var checkpoint: String?
        /// A job.toml with the defaults for bundles of this inbox.
        var job: String?
        var loose = Loose.ownCheckpoint
        /// The folder for records and folders of jobs, if the state directory is on another mount than the outbox.
        var work: String?
        var results = Results.group
    }

    /// Who may change and delete a published result.
    enum Results: String, Sendable, CaseIterable {
        case group, owner
    }

    /// Says whether a loose dataset waits for a checkpoint with its own stem, or takes the inbox's.
    enum Loose: String, Sendable, CaseIterable {
        case ownCheckpoint = "own-checkpoint"
        case defaultCheckpoint = "default-checkpoint"
    }

    /// The file that it was read from; nil if there is none and the defaults are used.
    package var file: String?
    package var inboxes: [Inbox]
    package var state: String
    package var socket: String
    package var threads: Int
    package var maxRunningJobs = 1
    /// The seconds that a bundle must be unchanged.
    var settle = 10.0
    /// The seconds between two rescans.
    var rescan = 60.0
    /// The seconds that uaed waits for the rest of a truncated bundle.
    var incompleteTimeout = 3600.0
    /// The seconds without progress after which a worker is ended.
    var stallTimeout = 1800.0
    /// The seconds of processor time that an inspection may use, besides one for each 20 MB of its bundle.
    var inspectTimeout = 120.0
    /// The seconds that a finished input is kept; nil: for ever.
    var keepInputs: Double?
    /// The seconds that the folder of a finished job (plan and log) is kept; nil: for ever.
    var keepJobs: Double?
    /// The rows of the ledger that are kept.
    var keepHistory = History.jobs
    /// The bytes that stay free on the disks of state and outboxes; no job is started that would use them.
    var diskReserve = 256 << 20
    /// The file that `/metrics` is written to for node_exporter's textfile collector; nil: none.
    var metricsFile: String?
    /// The bytes of address space that the file allows a worker; 0: no limit; nil: it does not say.
    var memoryLimit: Int?
    /// The program `uae-worker`; nil: the one beside this program.
    package var worker: String?
    /// The folder of hooks: `hooks.d` beside the configuration file.
    var hooks: String
    /// The seconds that one hook may take.
    var hookTimeout = 60.0
    package var logLevel = Logger.Level.info
    package var logForm = LogForm.automatic
    var lines = KeyLines()
    /// The group whose members see everything and change what is their own.
    var group = "uaed"
    /// The group whose members change everything.
    var adminGroup = "uaed-admin"

    /// The computing threads of one worker: an equal share of `threads`.
    var threadsPerWorker: Int { max(1, threads / maxRunningJobs) }

    /// The bytes of address space of one worker; nil: no limit.
    var workerMemory: Int? {
        memoryLimit == 0 ? nil : memoryLimit ?? MachineMemory().share(of: maxRunningJobs)
    }

    /// The maximum number of inspections at once, outside `max_running_jobs`: as many as there are cores.
    static let inspections = max(2, ProcessInfo.processInfo.activeProcessorCount)
}
