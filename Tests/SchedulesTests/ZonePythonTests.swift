// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Schedules

/// The reader of zone files against Python's, in every zone that this system has.
@Suite(
    .enabled(if: PythonZones.isThere, "needs python3 with zoneinfo, and the zone files of tzdata"),
    .timeLimit(.minutes(10)))
struct ZonePythonTests {
    @Test func everyOffsetIsPythons() {
        let clock = ContinuousClock()
        let start = clock.now
        let answers = PythonZones.answers()
        let asked = clock.now
        let wrong = answers.flatMap(Self.differences)
        // The names that are in use alone, without the package of old ones, are more than 300.
        #expect(answers.count > 300)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(20).joined(separator: "\n"))")
        let count = answers.reduce(0) { $0 + $1.instants.count }
        print("\(answers.count) zones, \(count) instants: Python \(asked - start), here \(clock.now - asked)")
    }

    private static func differences(_ answer: PythonZones.Answer) -> [String] {
        guard case .table(let table) = ZoneFolder.system.find(answer.zone) else {
            return ["\(answer.zone) is not read"]
        }
        return zip(answer.instants, answer.offsets).compactMap { instant, offset in
            let here = table.offset(at: Int(instant))
            return here == Int(offset) ? nil : "\(answer.zone) at \(instant): \(here), not \(offset)"
        } + missedChanges(answer, table)
    }

    /// Each change that the answers show is the next one after the instant before it.
    private static func missedChanges(_ answer: PythonZones.Answer, _ table: ZoneTable) -> [String] {
        answer.instants.indices.dropFirst().compactMap { index in
            let (before, instant) = (Int(answer.instants[index - 1]), Int(answer.instants[index]))
            guard answer.offsets[index - 1] != answer.offsets[index] else { return nil }
            let change = table.change(after: before)
            return change == instant ? nil : "\(answer.zone): a change at \(change ?? 0), not \(instant)"
        }
    }
}
