// SPDX-License-Identifier: Apache-2.0
import Foundation
import Schedules
import Testing

/// Ten thousand random lines and instants, answered by cronsim (`Tests/Fixtures/schedules/make`).
@Suite(.timeLimit(.minutes(10))) struct IndependentTests {
    static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/schedules/cronsim.tsv.gz").path

    @Test func agreesWithCronsim() throws {
        let rows = try unpacked(Self.fixture).split(separator: "\n")
        #expect(rows.count == 10_000)
        var (zones, wrong): ([Substring: Zone], [String]) = ([:], [])
        for row in rows {
            let cells = row.split(separator: "\t")
            let zone = try zones[cells[0]] ?? Zone(String(cells[0]))
            zones[cells[0]] = zone
            let after = Date(timeIntervalSince1970: try #require(Double(cells[2])))
            let next = Timetable(try CronExpression(String(cells[1])), in: zone).next(after: after)
            if next?.timeIntervalSince1970 != Double(cells[3]) {
                wrong.append("\(row) ≠ \(next?.description ?? "never")")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(40).joined(separator: "\n"))")
    }

    private func unpacked(_ file: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", file]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
