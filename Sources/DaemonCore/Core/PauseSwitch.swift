// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Logging

/// The pause: running jobs are finished, bundles are claimed and inspected, and no other job is begun. It survives a
/// restart.
@DaemonActor package final class PauseSwitch: TurnPart {
    private let context: DaemonContext
    private(set) var pause: PauseRecord?

    init(_ context: DaemonContext) throws {
        self.context = context
        pause = try context.ledger.pause()
    }

    /// Begins a pause; one that is there already gets the new end.
    package func pause(until end: Date?) throws -> PauseAnswer {
        if let end, end <= .now { throw ErrorReport("bad-request", "the pause would end before it begins") }
        let record = PauseRecord(since: pause?.since ?? .now, until: end)
        try set(record, end.map { "paused until \($0.formatted(.iso8601))" } ?? "paused until it is resumed")
        return PauseAnswer(pause.map(PauseReport.init))
    }

    package func resume() throws -> PauseAnswer {
        guard pause != nil else { throw ErrorReport("wrong-state", "uaed is not paused") }
        try set(nil, "resumed")
        return PauseAnswer(nil)
    }

    /// Ends a pause whose time is over.
    func tick(_ now: Moment) {
        guard let end = pause?.until, end <= now.wall else { return }
        context.attempt("pause") { try set(nil, "resumed: the pause's time is over") }
    }

    func delay(after now: Moment) -> Double? { pause?.until?.timeIntervalSince(now.wall) }

    private func set(_ record: PauseRecord?, _ text: String) throws {
        try context.ledger.set(record, JobEvent("pause", message: text))
        pause = try context.ledger.pause()
        context.logger.notice("\(text)")
        context.announce()
        context.wake()
    }
}

extension PauseReport {
    init(_ record: PauseRecord) { self.init(since: record.since, until: record.until) }
}
