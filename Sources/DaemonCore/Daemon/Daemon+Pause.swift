// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import JobRecords
import Jobs
import Ledger

/// Running jobs are finished, bundles are claimed and inspected, and nothing new is computed: across restarts.
extension Daemon {
    /// A pause that is there already gets the new end.
    package func pause(until end: Date?) throws -> PauseAnswer {
        if let end, end <= .now { throw ErrorReport("bad-request", "the pause would end before it begins") }
        let record = PauseRecord(since: pause?.since ?? .now, until: end)
        let text = end.map { "paused until \($0.formatted(.iso8601))" } ?? "paused until it is resumed"
        try set(record, text)
        return PauseAnswer(pause.map(PauseReport.init))
    }

    package func resume() throws -> PauseAnswer {
        guard pause != nil else { throw ErrorReport("wrong-state", "uaed is not paused") }
        try set(nil, "resumed")
        return PauseAnswer(nil)
    }

    private func set(_ record: PauseRecord?, _ text: String) throws {
        try ledger.set(record, JobEvent("pause", message: text))
        pause = try ledger.pause()
        logger.notice("\(text)")
        announce()
        wake()
    }

    /// Ends a pause whose time is over.
    func endPause(_ now: Date) {
        guard let end = pause?.until, end <= now else { return }
        attempt("pause") { try set(nil, "resumed: the pause's time is over") }
    }

    var pauseLooks: [Date] { [pause?.until].compactMap(\.self) }
}

extension PauseReport {
    init(_ record: PauseRecord) { self.init(since: record.since, until: record.until) }
}
