// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import TestSupport
import Testing

/// A ledger of years: whoever lists it whole gets every job once, and keeps nobody waiting meanwhile.
@Suite(.serialized, .withoutSanitizer("the daemon is held to its own time"), .timeLimit(.minutes(240)))
struct LongHistoryTests {
    private static let count = 5000

    @Test func listingKeepsNobodyWaiting() throws {
        let daemon = try TestDaemon()
        try FileManager.default.moveItem(at: Bundles().mice("b", rows: 20), to: daemon.inbox.appending(path: "b"))
        _ = try daemon.await("b", ["published"])
        daemon.stop()
        try Self.lengthen(daemon.root.appending(path: "state/ledger.sqlite").path)
        try daemon.start()
        let answers = StatusSampler(daemon.socket)
        for _ in 0..<3 {
            let listed = try daemon.jobs().map(\.number)
            #expect(listed == Array((1...Self.count).reversed()))
        }
        try answers.finish()
        print("\(Self.count) jobs listed: status in \(Int(answers.worst * 1000)) ms at worst of \(answers.count)")
        #expect(answers.time(0.98) < StatusSampler.longest)
    }

    /// The first job again, under every number up to `count`.
    private static func lengthen(_ ledger: String) throws {
        let queue = try DatabaseQueue(path: ledger)
        try queue.write { database in
            let columns = try database.columns(in: "job").map(\.name).filter { $0 != "number" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                    INSERT INTO job (number, \(columns)) SELECT n, \(columns) FROM numbers, job WHERE number = 1
                    """, arguments: [count])
            try database.execute(sql: "UPDATE counter SET value = ? WHERE name = 'job'", arguments: [count])
        }
        try queue.close()
    }
}
