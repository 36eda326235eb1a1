// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The daemon's numbered event log.",
        discussion: """
            Each line begins with the event's number; --since takes one up where an earlier call ended. Without it the \
            newest hundred numbers. With --follow until Ctrl-C, across restarts of the daemon.
            """)

    @Option(help: ArgumentHelp("Only events after this number; 0: all.", valueName: "n"))
    var since: Int?

    @Option(help: "Only this job's.", completion: .jobs)
    var job: String?

    @Flag(name: .shortAndLong, help: "Go on printing what happens.")
    var follow = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard since ?? 0 >= 0 else { throw ValidationError("--since is at least 0") }
        if job?.isEmpty == true { throw ValidationError("--job is empty") }
    }

    func run() async throws {
        if follow { Interrupt.detaches("detached; uaectl events --follow") }
        let client = try await connection.open()
        let number = if let job { Optional(try await client.job(job).number) } else { Int?.none }
        let newest = try await client.status().lastEvent
        let link = Link(client) { Console.note("uaectl: " + $0) }
        var next = since ?? max(0, newest - 100)
        while true {
            let (since, wait) = (next, follow ? 30 : 0)
            let answer = try await link.call { try await $0.events(since: since, wait: wait, job: number) }
            if answer.gap {
                let isBeyond = since == self.since && since > newest
                Console.note("uaectl: " + (isBeyond ? "the newest event is \(newest)" : "some events are lost"))
            }
            answer.events.forEach(write)
            next = answer.next
            if !follow, answer.events.isEmpty { return }
        }
    }

    private func write(_ event: EventReport) {
        if output.isJSON { return Console.json(event, pretty: false) }
        let subject = event.job.map { "job \($0)" + (event.name.map { " " + $0 } ?? "") } ?? "uaed"
        let what = [event.kind, event.stateWithReason, event.message].compactMap(\.self).joined(separator: ", ")
        Console.line("\(event.sequence)  \(Readable.instant(event.time))  " + Escaping.line("\(subject): \(what)"))
    }
}
