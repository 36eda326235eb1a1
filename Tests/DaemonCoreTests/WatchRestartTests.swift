// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonCore

/// `uaed-watch` that ends, or does not even begin.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WatchRestartTests {
    @Test func killedOnesAreStartedAgain() async throws {
        let watched = try await Watched(prepare: { try $0.folder("inbox/b/images") })
        for round in 0..<5 {
            let process = try #require(watched.watcher.process)
            #expect(kill(process, SIGKILL) == 0)
            try await watched.expect(.trouble)
            try await watched.expect(.overflow)
            #expect(watched.watcher.trouble == nil && watched.watcher.process != process)
            try await watched.watches(3)
            try watched.scratch.file("inbox/b/images/\(round).png", "a")
            try await watched.expect(watched.changed("b"))
        }
    }

    /// What cannot be started is told, and started as soon as it can be.
    @Test func missingPrograms() async throws {
        let scratch = try Scratch()
        let program = scratch.path + "/uaed-watch"
        let watched = try await Watched(program: program, scratch: scratch)
        #expect(watched.watcher.trouble?.contains(program) == true && watched.watcher.watches == 0)
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: Watcher.usualProgram())
        try await watched.expect(.overflow)
        #expect(watched.watcher.trouble == nil)
        try watched.scratch.file("inbox/after.csv", "a")
        try await watched.expect(watched.changed("after.csv"))
    }

    /// One that talks nonsense is ended, not believed.
    @Test(arguments: [("look x", 1), ("look 1 2", 1), ("frobnicate", 1), ("9", 100_000)])
    func nonsense(_ text: String, _ count: Int) async throws {
        let scratch = try Scratch()
        let line = String(repeating: text, count: count)
        let program = try scratch.file("talker", "#!/bin/sh\necho '\(line)'\nexec cat >/dev/null\n", mode: 0o755)
        let watched = try await Watched(program: program, scratch: scratch)
        #expect(watched.watcher.trouble?.contains("signal 9") == true)
    }

    /// A program that dies at once is started ever more rarely, one that lived soon again.
    @Test func delaysGrow() {
        var delay = RestartDelay()
        let atOnce = (0..<12).map { _ in delay.afterDeath(life: 0) }
        #expect(atOnce.first == RestartDelay.shortest && atOnce.last == RestartDelay.longest)
        #expect(zip(atOnce, atOnce.dropFirst()).allSatisfy { $1 == min($0 * 2, RestartDelay.longest) })
        #expect(delay.afterDeath(life: 60) == RestartDelay.shortest)
        // A death each half second is no reason to stay away.
        for _ in 0..<50 { #expect(delay.afterDeath(life: 0.5) == RestartDelay.shortest) }
        // Each tenth of a second is.
        #expect((0..<50).map { _ in delay.afterDeath(life: 0.1) }.last == RestartDelay.longest)
    }
}
