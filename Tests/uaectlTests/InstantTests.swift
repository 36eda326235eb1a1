// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import uaectl

/// Times of day on a command line.
@Suite(.timeLimit(.minutes(30))) struct InstantTests {
    /// As Foundation's calendar has it, which knows the zones' rules, on days of which no hour comes twice.
    @Test(arguments: [
        ("Europe/Berlin", "2026-03-28T20:07:31Z"), ("Europe/Berlin", "2026-06-30T22:59:59Z"),
        ("America/New_York", "2026-03-08T00:00:00Z"), ("Asia/Kolkata", "2026-11-24T18:29:00Z"),
        ("Africa/Cairo", "2026-04-23T12:00:00Z"), ("UTC", "1969-12-31T12:00:30Z"),
    ])
    func aTimeOfDay(_ name: String, _ start: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let first = try Date(start, strategy: .iso8601)
        for hour in 0...40 {
            let now = first + Double(hour * 3600)
            for minute in stride(from: 0, to: 1440, by: 30) {
                let parts = DateComponents(hour: minute / 60, minute: minute % 60, second: 0)
                let next = Instant.clock(hour: minute / 60, minute: minute % 60).date(now: now) {
                    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0)))
                }
                #expect(
                    next == calendar.nextDate(after: now, matching: parts, matchingPolicy: .nextTime),
                    "\(minute / 60):\(minute % 60) in \(name) after \(now)")
            }
        }
    }

    /// 2:30 comes twice on the day on which Berlin's clocks are put back: each is the next for those who ask before it.
    @Test(arguments: [
        ("2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"), ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
        ("2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"),
    ])
    func aTimeOfDayThatComesTwice(_ now: String, _ next: String) throws {
        let end = try Date("2026-10-25T01:00:00Z", strategy: .iso8601).timeIntervalSince1970
        let found = Instant.clock(hour: 2, minute: 30).date(now: try Date(now, strategy: .iso8601)) {
            Double($0) < end ? 7200 : 3600
        }
        #expect(found == (try Date(next, strategy: .iso8601)))
    }

    /// Lord Howe Island's clocks are put forward by half an hour, from 2:00 to 2:30: whatever lies between is then.
    @Test(arguments: [0, 15, 29, 30])
    func aTimeOfDayInHalfAnHourThatIsSkipped(_ minute: Int) throws {
        let change = try Date("2026-10-03T15:30:00Z", strategy: .iso8601)
        let found = Instant.clock(hour: 2, minute: minute).date(now: change - 20_000) {
            Double($0) < change.timeIntervalSince1970 ? 37_800 : 39_600
        }
        #expect(found == change)
    }
}
