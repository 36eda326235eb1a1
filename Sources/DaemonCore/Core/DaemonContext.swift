// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import Jobs
import Ledger
import Logging

/// What every part of the daemon works with.
@DaemonActor package final class DaemonContext {
    /// A reload replaces it as a whole.
    package internal(set) var configuration: Configuration
    /// The inboxes with their outboxes and work folders, in the configuration's order.
    var places: [InboxPlace]
    package internal(set) var logger: Logger
    let troubles = Troubles()
    let changes = Changes()
    package nonisolated let access: CurrentAccess
    package nonisolated let refusals = Refusals()
    package nonisolated let ledger: Ledger
    nonisolated let life: JobLife
    nonisolated let roots: Roots
    nonisolated let clock: SteadyClock
    nonisolated let stopFlag = StopFlag()
    nonisolated let turns = TurnRequests()
    /// Runs whatever claims an entry of an inbox or gives it another name, one piece of work at a time.
    nonisolated let claims = BlockingQueue("claims", isSerial: true)

    /// The locks of the state directory and of the work folders. A part that is at work keeps them with this value, even if
    /// the daemon itself is gone.
    private let held: (any FileLock, Instance)

    init(
        _ configuration: Configuration, _ places: [InboxPlace], life: JobLife, ledger: Ledger, logger: Logger,
        clock: SteadyClock, holding held: (any FileLock, Instance)
    ) {
        (self.clock, self.held) = (clock, held)
        self.configuration = configuration
        self.places = places
        self.life = life
        self.ledger = ledger
        self.logger = logger
        access = CurrentAccess(Access(configuration))
        roots = Roots(places, disk: life.disk)
    }

    /// The seconds between two tries of what the environment prevents.
    var patience: Double { min(30, configuration.rescan) }

    nonisolated var isStopping: Bool { stopFlag.isSet }

    /// Requests a turn.
    nonisolated func wake(_ event: WatchEvent? = nil) { turns.request(event) }

    /// Wakes those who wait for a change.
    func announce() { changes.announce() }

    /// Runs `body`; an error is logged, and shown in `status` until the same subject succeeds.
    func attempt(_ subject: String, _ body: () throws -> Void) {
        do {
            try body()
            record(subject, nil)
        } catch {
            record(subject, error)
        }
    }

    /// Records the outcome of `subject`, which was tried here or on another thread.
    func record(_ subject: String, _ error: (any Error)?) {
        guard let error else {
            troubles.set(subject, nil)
            return
        }
        let text = (error as? Failure).map(\.description) ?? "\(error)"
        guard troubles.set(subject, "\(subject): \(text)") else { return }
        logger.error("\(subject)", metadata: ["error": "\(text)"])
    }
}
