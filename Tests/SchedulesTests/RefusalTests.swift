// SPDX-License-Identifier: Apache-2.0
import Base
import Schedules
import Testing

/// Every refusal names the field, the value and its place, and says what to write.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    @Test(arguments: [
        ("60 * * * *", "minute: '60' is out of range (field 1, character 1)", "write 0-59"),
        ("0 24 * * *", "hour: '24' is out of range (field 2, character 3)", "write 0-23"),
        ("0 0 0 * *", "day of month: '0' is out of range (field 3, character 5)", "write 1-31"),
        ("0 0 * 13 *", "month: '13' is out of range (field 4, character 7)", "write 1-12 or jan-dec"),
        ("0 0 * * 8", "day of week: '8' is out of range (field 5, character 9)", "write 0-7 or sun-sat"),
        ("0 0 * * fri-sun", "day of week: 'fri-sun' is a range that runs backwards (field 5, character 9)", "5-7"),
        ("0 22-3 * * *", "hour: '22-3' is a range that runs backwards (field 2, character 3)", "22-23,0-3"),
        ("*/90 * * * *", "minute: '90' is no step (field 1, character 3)", "from 1 to 59"),
        ("*/0 * * * *", "minute: '0' is no step (field 1, character 3)", "from 1 to 59"),
        ("5/15 * * * *", "minute: '5/15' has a step without a range (field 1, character 1)", "5-59/15"),
        ("1,,2 * * * *", "minute: '' is empty (field 1, character 3)", "ranges, lists"),
        ("0 0 L * *", "day of month: 'L' is no value (field 3, character 5)", "1-31"),
        ("-1 * * * *", "minute: '' is empty (field 1, character 1)", "0-59"),
        ("+1 * * * *", "minute: '+1' is no value (field 1, character 1)", "0-59"),
        ("0  0 * * fry", "day of week: 'fry' is no value (field 5, character 10)", "sun-sat"),
        ("0 0 * *", "the schedule has 4 fields, not 5", "@daily"),
        ("0 0 0 * * *", "the schedule has 6 fields, not 5", "seconds and years"),
        ("@reboot", "'@reboot' is no schedule (character 1)", "@daily"),
        ("@dayly", "'@dayly' is no schedule (character 1)", "@daily"),
        ("", "the schedule has 0 fields, not 5", "0 3 * * *"),
    ])
    func lineIsRefused(_ line: String, _ message: String, _ hint: String) throws {
        let failure = try #require(throws: Failure.self) { try CronExpression(line) }
        #expect(failure.code == "bad-cron")
        #expect(failure.message == message)
        #expect(failure.hint?.contains(hint) == true, "\(failure.hint ?? "")")
    }

    @Test func zoneIsRefused() throws {
        let failure = try #require(throws: Failure.self) { try Zone("berlin") }
        #expect(failure.hint == "did you mean Europe/Berlin?")
        #expect(throws: Failure.self) { try Zone("Mars/Olympus") }
        #expect(throws: Failure.self) { try Zone("") }
        #expect(try Zone("Europe/Kiev").name == "Europe/Kiev")
    }

    @Test func policiesAreReadAsWritten() throws {
        #expect(try MissedTicks("all:3") == .all(max: 3))
        #expect(try MissedTicks(MissedTicks.once.text) == .once)
        for text in ["all:0", "all:x", "never", "once:2"] { #expect(throws: Failure.self) { try MissedTicks(text) } }
        #expect(try Overlap("replace") == .replace)
        #expect(throws: Failure.self) { try Overlap("wait") }
    }
}
