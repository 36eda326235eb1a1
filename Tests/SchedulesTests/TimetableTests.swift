// SPDX-License-Identifier: Apache-2.0
import Foundation
import Schedules
import Testing

/// The daylight rule and the meaning of lines, reckoned by hand from the zones' published changes.
@Suite(.timeLimit(.minutes(10))) struct TimetableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let zone: String
        let line: String
        let after: String
        let next: String
        var testDescription: String { "\(zone) \(line) after \(after)" }

        init(_ text: Substring) {
            let cells = text.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            (zone, line, after, next) = (cells[0], cells[1], cells[2], cells[3])
        }
    }

    static let rows = TimetableRows.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Row.init)

    @Test(arguments: rows) func nextIsAsWritten(_ row: Row) throws {
        let timetable = Timetable(try CronExpression(row.line), in: try Zone(row.zone))
        let next = timetable.next(after: try instant(row.after))
        #expect(next == (row.next == "never" ? nil : try instant(row.next)))
    }

    @Test func tableIsLong() { #expect(Self.rows.count >= 60) }

    private func instant(_ text: String) throws -> Date {
        try Date(text.replacing("Z", with: ":00Z"), strategy: .iso8601)
    }

    /// A gap of years is not walked through: a minute of each of 8 years would be four million steps.
    @Test func lastIsFoundByHalving() throws {
        let timetable = Timetable(try CronExpression("*/5 * * * *"), in: try Zone("Europe/Berlin"))
        let clock = ContinuousClock()
        let took = try clock.measure {
            let last = timetable.last(
                after: try instant("2018-01-01T00:00Z"), through: try instant("2026-01-01T00:04Z"))
            #expect(last == (try instant("2026-01-01T00:00Z")))
        }
        #expect(took < .seconds(5))
    }

    @Test func nothingLastsWhereNothingFell() throws {
        let timetable = Timetable(try CronExpression("0 3 * * *"), in: try Zone("UTC"))
        #expect(
            timetable.last(after: try instant("2026-01-01T03:00Z"), through: try instant("2026-01-02T02:59Z")) == nil)
    }
}
