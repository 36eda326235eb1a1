// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Durability
import Foundation
import JobRecords
import Jobs
import Ledger
import Logging

/// The daemon's one state: inboxes, workers, and who waits for events. Decides when what is done; how is the rooms' matter.
///
/// Everything happens in turns: an event, a timer or a client wakes it, a turn looks at what is due and goes back to sleep.
package actor Daemon {
    /// Replaced as a whole by a reload.
    package var configuration: Configuration
    package nonisolated let access: CurrentAccess
    package nonisolated let refusals = Refusals()
    /// Called between a request's permission and its act; a test acts as an adversary there.
    package var permitted: (@Sendable (isolated Daemon) -> Void)?
    package nonisolated let ledger: Ledger
    let life: JobLife
    let launcher: any WorkerLauncher
    package var logger: Logger
    let manager: ServiceManager
    package nonisolated let pulse: Pulse
    /// What a reload reads.
    let readConfiguration: @Sendable () throws -> Configuration
    let started = Date.now
    let clock = SteadyClock()
    /// No second daemon on the same state directory while it is held.
    private let lock: any FileLock
    /// Its work folders are locked as long as it is held.
    let instance: Instance

    var intakes: [Intake]
    /// Of each intake.
    let roots: [PlaceRoot]
    /// Of each intake.
    var notices: [Notices]
    /// By path.
    let outboxRoots: [String: PlaceRoot]
    let news = News()
    var watcher: Watcher?
    /// Jobs that a worker process is at.
    var running: [Int: RunningJob] = [:]
    /// Workers that have ended and whose end is not in the ledger yet.
    var ends: [Int: (run: RunningJob, exit: ChildProcess.Exit)] = [:]
    /// Jobs whose bundle is looked at before their worker starts.
    var starting: [Int: RunningJob.Task] = [:]
    /// Jobs that are being tried again because a person asks for it.
    var renewed: Set<Int> = []
    /// Jobs whose result is being published.
    var publishing: Set<Int> = []
    /// Results reach the outbox one after the other: no two take one name.
    let publications = BlockingQueue("publications", isSerial: true)
    /// Jobs that wait for the rest of their files.
    var incomplete: [Int: IncompleteWait] = [:]
    /// Jobs in whose claim something happened since the last turn.
    var touchedClaims: Set<Int> = []
    /// What jobs were parked for last, until they get further: the same reason is told once.
    var parkedFor: [Int: ParkedFor] = [:]
    /// Jobs whose waiting claim is walked through just now.
    var walked: Set<Int> = []
    /// Inboxes in which something happened since their last survey.
    var touched: Set<String> = []
    var isSurveying = false
    /// Surveys and everything else that claims: one at a time.
    let surveying = BlockingQueue("surveys", isSerial: true)
    /// Walks before a worker starts: as many at once as workers may.
    let walking = BlockingQueue("walks", isSerial: false)
    /// By the steady clock.
    var lastScan: Date?
    /// A client wants every inbox read afresh.
    var rescanAsked = false
    var rescans = 0
    var overflows = 0
    /// What a person should look at, by subject.
    var degraded: [String: String] = [:]
    /// Why the configuration file does not say what is in force.
    var configurationTrouble: String?
    /// Keys of it whose new value is not in force before a restart.
    package var awaitingRestart: [String] = []
    /// The event up to which hooks have been told of jobs' ends.
    var hooksTold: Int
    var isRunningHooks = false
    /// When hooks that the machine hindered are tried again, by the steady clock.
    var hooksRetry: Date?
    /// The hook that runs.
    var hook: ChildProcess?
    var isCleaning = false
    /// When old rows of the ledger are looked for next.
    var nextUpkeep = ContinuousClock.now
    /// Since when the wall clock runs as steadily as the machine's.
    var clockWatch = ClockWatch()
    /// Nothing new is computed while it is there.
    var pause: PauseRecord?
    /// Bytes on the disks, as last measured.
    var usage: UsageReport?
    var isMeasuring = false
    var isWritingMetrics = false
    var nextMeasure = ContinuousClock.now
    var statusFiles: StatusFiles
    var isTellingStatus = false
    var statusToldAt = ContinuousClock.now
    /// The event up to which the notes tell; nil where a job is too young to be told of.
    var statusToldTo: Int? = 0
    /// The schedules and when they are due.
    var agenda = Agenda()
    /// Schedules whose tick is being made.
    var busySchedules: Set<String> = []
    /// When a tick that the environment hindered is tried again, by schedule and the steady clock.
    var scheduleRetries: [String: Date] = [:]
    /// For those beside the turns.
    let ending = StopFlag()
    package var isStopping = false {
        didSet { if isStopping { ending.set() } }
    }
    /// For the next turn.
    var timer: Task<Void, Never>?
    /// Those who wait for the next change.
    var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]

    /// Locks the state directory, opens the ledger, tests inboxes and outboxes, and brings ledger and disk together.
    ///
    /// - Throws: `Failure`, refused, with the line that mends it.
    package init(
        _ configuration: Configuration, launcher: any WorkerLauncher, logger: Logger, disk: any Disk = LocalDisk(),
        manager: ServiceManager = ServiceManager { _ in },
        readConfiguration: @escaping @Sendable () throws -> Configuration
    ) throws {
        self.configuration = configuration
        access = CurrentAccess(Access(configuration))
        self.manager = manager
        self.readConfiguration = readConfiguration
        pulse = Pulse(manager)
        self.launcher = launcher
        self.logger = logger
        lock = try Self.lock(configuration.state, disk)
        let opened = try LedgerOpening(state: configuration.state, disk: disk).open()
        ledger = opened.ledger
        pause = try ledger.pause()
        // Before recovery ends jobs.
        hooksTold = try ledger.hooksTold()
        if let note = opened.movedAside { logger.error("\(note)") }
        let life = JobLife(store: ledger, disk: disk)
        self.life = life
        statusFiles = StatusFiles(disk: disk)
        let (instance, places) = try Self.places(configuration, ledger, disk)
        self.instance = instance
        for place in places {
            for note in try ScheduledBundle.discardAll(for: place, disk: disk) { logger.warning("\(note)") }
        }
        let notes = try life.recover(places)
        for note in notes { logger.notice("\(note)") }
        notices = places.map { _ in Notices(told: notes) }
        for job in try ledger.jobs(in: .waiting, limit: Int.max) where job.reason == JobReason.incomplete {
            incomplete[job.number] = Self.incompleteWait(job, baseline: nil, configuration, clock)
        }
        roots = places.map { PlaceRoot($0.path, .inbox, disk: disk) }
        outboxRoots = Dictionary(
            places.map { ($0.outbox, PlaceRoot($0.outbox, .outbox, disk: disk)) }, uniquingKeysWith: { $1 })
        intakes = places.map { Intake($0, life: life, settle: configuration.settle) }
    }
}
