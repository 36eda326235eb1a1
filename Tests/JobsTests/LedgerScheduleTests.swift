// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords
import Jobs
import Ledger
import Testing

/// A tick happens once: its row and its job's are one transaction.
@Suite(.timeLimit(.minutes(10))) struct LedgerScheduleTests {
    let scratch = try! Scratch()
    private static let created = Date(timeIntervalSince1970: 1_795_507_200)

    private func schedule(_ name: String) -> ScheduleRecord {
        ScheduleRecord(
            name: name, cron: "0 3 * * *", zone: "UTC", job: nil, source: "/data", inbox: "test", missed: "once",
            overlap: "skip", jitter: 0, freshSeed: true, ownerUid: 1, created: Self.created)
    }

    private func job(_ number: Int, _ name: String) -> JobRecord {
        JobRecord(
            number: number, name: name, inbox: "test", inboxPath: "/in", outboxPath: "/out", outboxName: name,
            workPath: "/work",
            ownerUid: 1, arrival: .scheduled, claimed: Self.created)
    }

    private func ledger() throws -> Ledger { try Ledger(path: scratch.path + "/ledger.sqlite") }

    @Test func secondJobOfATickIsRefused() throws {
        let ledger = try ledger()
        try ledger.save(schedule("a"), JobEvent("schedule"))
        let tick = TickRecord(schedule: "a", nominal: Self.created + 60, .job, job: 1)
        #expect(try ledger.record(tick, JobEvent("claimed"), job: job(1, "a@1")))
        var again = tick
        again.job = 2
        let events = try ledger.lastEvent()
        #expect(try !ledger.record(again, JobEvent("claimed"), job: job(2, "a@1")))
        #expect(try ledger.job(2) == nil && ledger.lastEvent() == events)
        #expect(try ledger.tick("a", tick.nominal)?.job == 1)
        #expect(try ledger.tick(ofJob: 1)?.schedule == "a" && ledger.tick(ofJob: 2) == nil)
    }

    @Test func scheduleGoesOnAndNeverBack() throws {
        let ledger = try ledger()
        try ledger.save(schedule("a"), JobEvent("schedule"))
        try ledger.record(TickRecord(schedule: "a", nominal: Self.created + 120, .skipped), JobEvent("tick"))
        try ledger.record(TickRecord(schedule: "a", nominal: Self.created + 60, .skipped), JobEvent("tick"))
        // Asked for by a person: what is due before it is still due.
        try ledger.record(
            TickRecord(schedule: "a", nominal: Self.created + 180, .job), JobEvent("tick"), movesOn: false)
        #expect(try ledger.schedule("a")?.since == Self.created + 120)
        #expect(try ledger.ticks(of: "a", limit: 5).map(\.nominal) == [180, 120, 60].map { Self.created + $0 })
    }

    /// One that waited gets its job later, under the same identity.
    @Test func waitingTickBecomesAJob() throws {
        let ledger = try ledger()
        try ledger.save(schedule("a"), JobEvent("schedule"))
        var tick = TickRecord(schedule: "a", nominal: Self.created + 60, .waiting)
        try ledger.record(tick, JobEvent("tick"))
        #expect(try ledger.waitingTick(of: "a")?.nominal == tick.nominal)
        (tick.outcome, tick.job) = (.job, 4)
        #expect(try ledger.record(tick, JobEvent("claimed"), job: job(4, "a@1")))
        #expect(try ledger.waitingTick(of: "a") == nil)
        #expect(try ledger.openJobs(ofSchedule: "a").map(\.number) == [4])
        #expect(try ledger.openJobs(ofSchedule: "b").isEmpty)
    }

    @Test func removedScheduleLeavesItsTicks() throws {
        let ledger = try ledger()
        try ledger.save(schedule("a"), JobEvent("schedule"))
        try ledger.save(schedule("b"), JobEvent("schedule"))
        try ledger.record(TickRecord(schedule: "a", nominal: Self.created + 60, .skipped), JobEvent("tick"))
        try ledger.remove(schedule("a"), JobEvent("schedule"))
        #expect(try ledger.schedules().map(\.name) == ["b"])
        #expect(try ledger.ticks(of: "a", limit: 5).count == 1)
    }
}
