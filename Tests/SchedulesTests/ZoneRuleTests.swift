// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Schedules

/// Rules that no zone of today has, reckoned by hand from RFC 8536, 3.3; those of today are held against Python.
@Suite(.timeLimit(.minutes(10))) struct ZoneRuleTests {
    private func read(_ text: String) -> ZoneRule? { ZoneRule(Array(text.utf8)[...]) }

    private func instant(_ text: String) throws -> Int {
        Int(try Date(text.replacing("Z", with: ":00Z"), strategy: .iso8601).timeIntervalSince1970)
    }

    @Test(arguments: [
        // Day 59 is February 29, or March 1; J60 is March 1.
        ("AAA0BBB,59/0,J300/0", "2028-01-01T00:00Z", "2028-02-29T00:00Z"),
        ("AAA0BBB,59/0,J300/0", "2027-01-01T00:00Z", "2027-03-01T00:00Z"),
        ("AAA0BBB,J60/0,J300/0", "2028-01-01T00:00Z", "2028-03-01T00:00Z"),
        ("AAA0BBB,J60/0,J300/0", "2027-01-01T00:00Z", "2027-03-01T00:00Z"),
        ("AAA0BBB,J60/0,J365/0", "2028-06-01T00:00Z", "2028-12-30T23:00Z"),
        // Days before and after the year.
        ("AAA0BBB,J1/-167,J100/0", "2027-06-01T00:00Z", "2027-12-25T01:00Z"),
        ("AAA0BBB,J1/-167,J2/-167", "2026-12-31T00:00Z", "2027-12-25T01:00Z"),
        ("AAA0BBB,J100/0,J365/167", "2026-12-30T00:00Z", "2027-01-06T22:00Z"),
        // The time is that of the clock before; two in the morning where none is written.
        ("AAA5BBB,M3.2.0,M11.1.0", "2027-01-01T00:00Z", "2027-03-14T07:00Z"),
        ("AAA5BBB,M3.2.0,M11.1.0", "2027-06-01T00:00Z", "2027-11-07T06:00Z"),
        ("AAA-1:30:30BBB-2:15,M3.2.0/1:10:05,M11.1.0", "2027-01-01T00:00Z", "2027-03-13T23:39Z"),
    ])
    func changeIsNext(_ text: String, _ after: String, _ change: String) throws {
        let rule = try #require(read(text))
        // The instants are written in whole minutes.
        #expect(rule.change(after: try instant(after)).map { floorDivide($0, 60) * 60 } == (try instant(change)))
    }

    /// A year of daylight follows the next, with no gap between them.
    @Test func daylightAllYear() throws {
        let rule = try #require(read("XXX3EDT4,0/0,J365/23"))
        for second in stride(from: try instant("2026-12-30T00:00Z"), to: try instant("2027-01-03T00:00Z"), by: 600) {
            #expect(rule.offset(at: second) == -4 * 3600)
        }
    }

    /// Both changes of a year lie in the next one.
    @Test func yearBeforeLastIsLookedAt() throws {
        let rule = try #require(read("AAA0BBB,J364/167,J365/167"))
        #expect(rule.offset(at: try instant("2027-01-01T00:00Z")) == 0)
        #expect(rule.offset(at: try instant("2027-01-06T12:00Z")) == 3600)
    }

    /// Dublin: the winter is what is special, and its clock is behind.
    @Test func winterIsDaylight() throws {
        let rule = try #require(read("IST-1GMT0,M10.5.0,M3.5.0/1"))
        #expect(rule.offset(at: try instant("2050-01-15T00:00Z")) == 0)
        #expect(rule.offset(at: try instant("2050-07-15T00:00Z")) == 3600)
    }

    @Test(arguments: [
        "", "U0", "UTC", "UTC0 ", "<+1>0", "<+01-1", "UTC25", "UTC1:60", "UTC0001", "UTC--1", "CET-1CEST", "CET-1CEST,",
        "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/", "CET-1CEST,M3.5.0,M10.5.0,", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,J0,J300",
        "CET-1CEST,J366,J300", "CET-1CEST,366,300", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/-168,M10.5.0",
        "CET-1CEST25,M3.5.0,M10.5.0", "CET-24:59:59CEST-26,M3.5.0,M10.5.0", ":Europe/Berlin",
    ])
    func otherTextIsRefused(_ text: String) { #expect(read(text) == nil) }
}
