// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords
import Jobs
import Ledger
import Testing

/// Old rows go, the file shrinks, and nothing that is counted goes back.
@Suite(.timeLimit(.minutes(10))) struct LedgerUpkeepTests {
    private let scratch = try! Scratch()
    private let now = Date(timeIntervalSince1970: 1_795_507_200)
    private static let day = 86_400.0

    /// Jobs that were over so many days ago as their number says, each with ten events.
    private func ledger(jobs count: Int) throws -> Ledger {
        let ledger = try Ledger(path: scratch.path + "/ledger.sqlite")
        for number in 1...count {
            let end = now - Double(count - number) * Self.day
            var job = JobRecord(
                number: number, name: "b\(number)", inbox: "test", inboxPath: "/in", outboxPath: "/out",
                outboxName: "b\(number)", workPath: "/work", state: .published, ownerUid: 1, arrival: .renamedIn,
                claimed: end - 60)
            (job.queued, job.started, job.finished) = (end - 50, end - 40, end)
            job.summary = ResultSummary(
                samples: 10, successes: 9, unchanged: 0, failed: 1, skipped: 0, attackSuccessRate: 0.9, meanL2: 1,
                meanMi: 2, warnings: [])
            try ledger.save(job, JobEvent("claimed", of: job, time: end - 60))
            for chunk in 0..<8 { try ledger.append(JobEvent("chunk", of: job, message: "\(chunk)", time: end - 30)) }
            try ledger.append(JobEvent("state", of: job, message: "published", time: end))
        }
        return ledger
    }

    private func pruneEvents(_ ledger: Ledger, before limit: Date) throws -> Int {
        var sum = 0
        while case let count = try ledger.pruneEvents(before: limit, limit: 37), count > 0 { sum += count }
        return sum
    }

    @Test func countsStayAndNumbersAreNotGivenAgain() throws {
        let ledger = try ledger(jobs: 100)
        let before = try ledger.totals()
        #expect(try pruneEvents(ledger, before: now - 49.5 * Self.day) == 500)
        #expect(try ledger.firstEvent() == 501 && ledger.lastEvent() == 1000)
        let (old, next) = try ledger.jobsOver(before: now - 49.5 * Self.day, after: 0, limit: 80)
        #expect(old.map(\.number) == Array(1...50) && next == 80)
        #expect(try ledger.prune(old.map(\.number) + [77], before: now - 49.5 * Self.day) == 50, "77 is not old")
        var after = try ledger.totals()
        #expect(after.jobs == [.published: 50])
        after.jobs = before.jobs
        #expect(after == before)
        // All of them: the numbers go on all the same.
        #expect(try pruneEvents(ledger, before: .distantFuture) == 500)
        #expect(try ledger.firstEvent() == nil && ledger.lastEvent() == 1000)
        try ledger.append(JobEvent("x"))
        #expect(try ledger.lastEvent() == 1001)
        after = try ledger.totals()
        after.jobs = before.jobs
        #expect(after == before)
    }

    /// A clock that went back left an older event behind a newer one: that one keeps it.
    @Test func onlyTheOldestGo() throws {
        let ledger = try Ledger(path: scratch.path + "/ledger.sqlite")
        for age in [9.0, 8, 1, 9, 9] { try ledger.append(JobEvent("x", time: now - age)) }
        #expect(try ledger.pruneEvents(before: now - 5, limit: 100) == 2)
        #expect(try ledger.firstEvent() == 3)
    }

    /// What no hook has heard of stays.
    @Test func whatIsNotToldStays() throws {
        let ledger = try ledger(jobs: 3)
        _ = try ledger.hooksTold()
        try ledger.setHooksTold(11)
        #expect(try ledger.pruneEvents(before: .distantFuture, limit: 100) == 11)
    }

    @Test func whatAScheduleRepeatsStays() throws {
        let ledger = try ledger(jobs: 3)
        let schedule = ScheduleRecord(
            name: "nightly", cron: "0 3 * * *", zone: "UTC", job: 2, source: nil, inbox: "test", missed: "once",
            overlap: "skip", jitter: 0, freshSeed: true, ownerUid: 1, created: now)
        try ledger.save(schedule, JobEvent("schedule"))
        #expect(try ledger.jobsOver(before: .distantFuture, after: 0, limit: 10).jobs.map(\.number) == [1, 3])
        for (minute, outcome) in [(0, TickRecord.Outcome.skipped), (1, .waiting), (2, .job)] {
            let time = now + Double(minute) * 60
            try ledger.record(
                TickRecord(schedule: "nightly", nominal: time, outcome, time: time), JobEvent("tick"), movesOn: false)
        }
        #expect(try ledger.pruneTicks(before: now + 3600, limit: 10) == 2)
        #expect(try ledger.schedulesWithWaitingTicks() == ["nightly"])
    }

    @Test func theFileShrinks() throws {
        let ledger = try ledger(jobs: 300)
        try ledger.checkpointLog()
        let path = scratch.path + "/ledger.sqlite"
        let before = try scratch.disk.status(path)?.bytes ?? 0
        _ = try pruneEvents(ledger, before: .distantFuture)
        _ = try ledger.prune(Array(1...300), before: .distantFuture)
        while try ledger.shrink(pages: 16) {}
        try ledger.checkpointLog()
        let after = try scratch.disk.status(path)?.bytes ?? 0
        #expect(after < before / 3, "\(before) bytes, then \(after)")
        try ledger.check()
    }
}
