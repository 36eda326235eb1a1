// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drain: running jobs are finished and no other is begun, across restarts.",
        discussion: """
            Bundles are claimed and inspected meanwhile, and wait in line. A second pause only sets another end. \
            uaectl hold stops a running job too.
            """)

    @Option(help: ArgumentHelp("When it ends by itself: 22:00, 2026-11-24T22:00:00+01:00, +2h.", valueName: "time"))
    var until: Instant?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let answer = try await connection.open().pause(until: until?.date())
        if output.isJSON { return output.json(answer) }
        if let pause = answer.pause { Console.line("paused " + pause.text()) }
    }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin jobs again.", discussion: "Where uaed is not paused: exit status 7.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let answer = try await connection.open().resume()
        if output.isJSON { return output.json(answer) }
        Console.line("resumed")
    }
}

extension PauseReport {
    /// `until 2026-11-24 22:00:00 (in 2 h); since 2026-11-24 20:00:00`
    func text(now: Date = .now) -> String {
        let end = until.map { Readable.coming($0, now: now) } ?? "it is resumed: uaectl resume"
        return "until \(end); since \(Readable.instant(since))"
    }
}
