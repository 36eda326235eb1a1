// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `NAME.jobN.status.txt`: what people see of a job who have the shared folder alone.
@Suite(.timeLimit(.minutes(30))) struct StatusFileTests {
    private func names(_ daemon: TestDaemon) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Also where nothing else wakes the daemon.
    @Test func tellsHowTheJobIsUntilItIsOver() throws {
        let daemon = try TestDaemon("rescan = 600")
        try FileManager.default.moveItem(
            at: Bundles().fashion("long", images: 32, job: Bundles.endless), to: daemon.inbox.appending(path: "long"))
        let number = try daemon.await("long", ["running"]).number
        let file = daemon.inbox.appending(path: "long.job\(number).status.txt")
        func says(_ words: String...) throws {
            try daemon.until("\(words)") {
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                return words.allSatisfy(text.contains)
            }
        }
        try says("long is job \(number): running", " of 32 samples", "Written at 20")
        #expect(try daemon.ctl("hold", "long").status == 0)
        try says("long is job \(number): held", "uaectl release \(number)")
        // Killed and started again, and another's note that is out of date.
        daemon.kill9()
        let stale = daemon.inbox.appending(path: "gone.job999.status.txt")
        try "gone is job 999: running\n".write(to: stale, atomically: true, encoding: .utf8)
        try daemon.start()
        #expect(!FileManager.default.fileExists(atPath: stale.path))
        #expect(try daemon.ctl("release", "long").status == 0)
        try says("long is job \(number): running")
        #expect(try daemon.ctl("cancel", "long").status == 0)
        try daemon.until("the note goes") { try names(daemon) == ["long.job\(number).cancelled"] }
    }

    /// Notes are a courtesy: one that cannot be written or removed keeps no job from its end.
    @Test func whatStandsInItsPlaceHindersNothing() throws {
        let daemon = try TestDaemon("rescan = 1")
        try FileManager.default.moveItem(
            at: Bundles().fashion("long", images: 32, job: Bundles.endless), to: daemon.inbox.appending(path: "long"))
        let number = try daemon.await("long", ["running"]).number
        let file = daemon.inbox.appending(path: "long.job\(number).status.txt")
        try daemon.until("the note comes") { FileManager.default.fileExists(atPath: file.path) }
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file.appending(path: "x"), withIntermediateDirectories: true)
        #expect(try daemon.ctl("cancel", "long").status == 0)
        _ = try daemon.await("long", ["cancelled"])
        #expect(try names(daemon) == ["long.job\(number).cancelled", "long.job\(number).status.txt"])
        #expect(try daemon.ctl("status").output.contains("long.job") == false)
    }
}
