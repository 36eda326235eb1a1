// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Schedules

/// Finds everything that is wrong with a schedule when it is set, not when it is due.
struct ScheduleCheck {
    let inboxes: [InboxPlace]
    /// The time zone if none is asked for.
    let fallback: String

    /// - Parameter job: the job whose input is repeated.
    /// - Throws: `ErrorReport` `bad-request`, `not-found`.
    func record(_ wanted: ScheduleRequest, of job: JobRecord?, owner: UInt32, now: Date) throws -> ScheduleRecord {
        try check(name: wanted.name)
        let inbox = try self.inbox(wanted.inbox ?? job?.inbox)
        let record = ScheduleRecord(
            name: wanted.name, cron: wanted.cron, zone: wanted.timeZone ?? fallback, job: job?.number,
            source: try self.source(wanted, job), inbox: inbox.name, missed: wanted.missed ?? MissedTicks.once.text,
            overlap: wanted.overlap ?? Overlap.skip.rawValue, jitter: wanted.jitter ?? 0,
            freshSeed: !wanted.keepsSeed, ownerUid: owner, created: now)
        do {
            guard try SchedulePlan(record).timetable.next(after: now) != nil else {
                throw Failure.refused(
                    "bad-cron", "'\(wanted.cron)' names no time in the next \(Timetable.horizonYears) years",
                    hint: "no month has all of these days")
            }
        } catch let failure as Failure {
            throw ErrorReport("bad-request", failure.message, hint: failure.hint)
        }
        return record
    }

    /// Checks the name, which becomes part of file names before `@2026-11-24T0300Z.job1000.claimed`.
    private func check(name: String) throws {
        let isRight = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard isRight, (1...100).contains(name.count), name.first != ".", name.first != "-" else {
            throw ErrorReport(
                "bad-request", "'\(name)' is no name for a schedule",
                hint: "1 to 100 letters, digits, '-', '_', '.', beginning with a letter or digit")
        }
    }

    private func source(_ wanted: ScheduleRequest, _ job: JobRecord?) throws -> String? {
        guard let source = wanted.source else {
            guard job != nil else {
                throw ErrorReport("bad-request", "a schedule takes either job= or source=")
            }
            return nil
        }
        guard job == nil, source.hasPrefix("/") else {
            throw ErrorReport("bad-request", "a schedule takes either job= or source=, an absolute path")
        }
        let path = URL(fileURLWithPath: source).standardized.path
        let below = path == "/" ? path : path + "/"
        for folder in inboxes.flatMap({ [$0.path, $0.outbox] }) where path == folder || folder.hasPrefix(below) {
            throw ErrorReport(
                "bad-request", "\(path) holds \(folder): it would be copied into itself",
                hint: "name a folder beside it")
        }
        return path
    }

    private func inbox(_ name: String?) throws -> InboxPlace {
        guard let name else { return inboxes[0] }
        if let inbox = inboxes.first(where: { $0.name == name }) { return inbox }
        throw ErrorReport(
            "not-found", "there is no inbox '\(name)'", hint: "inboxes: \(inboxes.map(\.name).joined(separator: ", "))")
    }
}
