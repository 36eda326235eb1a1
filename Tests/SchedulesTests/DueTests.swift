// SPDX-License-Identifier: Apache-2.0
import Foundation
import Schedules
import Testing

/// What a look at the clock finds due, after sleep and off-time of any length.
@Suite(.timeLimit(.minutes(10))) struct DueTests {
    /// Three in the morning, every day; January 2026.
    private let timetable = Timetable(try! CronExpression("0 3 * * *"), in: try! Zone("UTC"))

    private func at(_ day: Int, _ hour: Int, _ minute: Int = 0, second: Int = 0) -> Date {
        Date(timeIntervalSince1970: Double(1_767_225_600 + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second))
    }

    private func due(_ policy: MissedTicks, since: Date, now: Date, delay: Int = 0) -> DueTicks {
        DueTicks(timetable, since: since, delay: delay, policy: policy, now: now)
    }

    @Test func nothingIsDueBefore() {
        #expect(due(.once, since: at(1, 0), now: at(1, 2, 59)) == DueTicks())
    }

    @Test(arguments: [MissedTicks.skip, .once, .all(max: 5)]) func oneInTimeRuns(_ policy: MissedTicks) {
        let found = due(policy, since: at(1, 0), now: at(1, 3, second: 1))
        #expect(found.fire == [at(1, 3)])
        #expect(found.missed == 0)
        #expect(found.through == at(1, 3))
    }

    @Test func missedOnesFollowThePolicy() {
        let skipped = due(.skip, since: at(1, 0), now: at(4, 12))
        #expect((skipped.fire, skipped.missed, skipped.through) == ([], 4, at(4, 3)))
        let once = due(.once, since: at(1, 0), now: at(4, 12))
        #expect((once.fire, once.missed) == ([at(4, 3)], 3))
        let all = due(.all(max: 3), since: at(1, 0), now: at(4, 12))
        #expect((all.fire, all.missed) == ([at(2, 3), at(3, 3), at(4, 3)], 1))
        let more = due(.all(max: 9), since: at(1, 0), now: at(4, 12))
        #expect((more.fire.count, more.missed) == (4, 0))
    }

    /// The missed ones before one that comes in time pass.
    @Test func skipTakesTheOneInTime() {
        let found = due(.skip, since: at(1, 0), now: at(3, 3, 1))
        #expect((found.fire, found.missed) == ([at(3, 3)], 2))
    }

    @Test func delayMovesTheRunAndNotTheName() {
        #expect(due(.once, since: at(1, 0), now: at(1, 3, 4), delay: 300).fire.isEmpty)
        #expect(due(.skip, since: at(1, 0), now: at(1, 3, 5), delay: 300).fire == [at(1, 3)])
    }

    @Test func clockSetBackFiresNothing() {
        #expect(due(.once, since: at(4, 3), now: at(2, 12)) == DueTicks())
    }

    /// A database of a year ago, or a clock that was wrong at the start.
    @Test func countOfAGapIsBounded() throws {
        let dense = Timetable(try CronExpression("* * * * *"), in: try Zone("Europe/Berlin"))
        let found = DueTicks(dense, since: at(1, 0), delay: 0, policy: .once, now: at(2000, 0))
        #expect(found.fire == [at(2000, 0)])
        #expect(found.missed == DueTicks.countLimit - 1)
    }

    @Test func jitterIsStableAndInside() {
        let delays = (0..<200).map { Jitter.seconds(of: "nightly-\($0)", on: "m", within: 600) }
        #expect(delays.allSatisfy { (0..<600).contains($0) })
        #expect(delays == (0..<200).map { Jitter.seconds(of: "nightly-\($0)", on: "m", within: 600) })
        #expect(Set(delays).count > 100)
        #expect(
            Jitter.seconds(of: "nightly", on: "a", within: 1 << 30)
                != Jitter.seconds(of: "nightly", on: "b", within: 1 << 30))
        #expect(Jitter.seconds(of: "nightly", on: "a", within: 0) == 0)
    }

    @Test func tickIsStampedInUTC() {
        #expect(Tick(schedule: "nightly", nominal: at(1, 3)).stamp == "2026-01-01T0300Z")
        #expect(
            Tick(schedule: "nightly", nominal: Date(timeIntervalSince1970: 951_782_340)).stamp == "2000-02-28T2359Z")
    }

    @Test func seedBelongsToTheTick() {
        let seeds = (1...20).map { Tick(schedule: "nightly", nominal: at($0, 3)).seed }
        #expect(Set(seeds).count == 20 && seeds.allSatisfy { (0..<1 << 32).contains($0) })
        #expect(seeds[0] == Tick(schedule: "nightly", nominal: at(1, 3)).seed)
        #expect(seeds[0] != Tick(schedule: "weekly", nominal: at(1, 3)).seed)
    }

    @Test(arguments: [
        ("UTC", "2026-01-01T03:00+00:00"), ("America/St_Johns", "2025-12-31T23:30-03:30"),
        ("Asia/Kolkata", "2026-01-01T08:30+05:30"),
    ])
    func clockThereIsShown(_ zone: String, _ text: String) throws {
        #expect(try Zone(zone).text(at(1, 3)) == text)
    }
}
