// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The log of a job's worker.",
        discussion: "With --follow until the job is over; Ctrl-C only stops the looking.")

    @OptionGroup var job: JobArgument

    @Flag(name: .shortAndLong, help: "Go on printing what is added.")
    var follow = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        if follow { Interrupt.detaches("detached; the job goes on; uaectl logs --follow \(Escaping.line(job.job))") }
        let link = Link(try await connection.open()) { Console.note("uaectl: " + $0) }
        var part = try await link.call { [job] in try await $0.log(job.job, offset: 0) }
        // From now on by number, because a newer job may take the name.
        let number = String(part.job)
        print(part)
        while follow ? !part.complete : !part.text.isEmpty {
            if part.text.isEmpty { try await Task.sleep(for: .milliseconds(500)) }
            let offset = part.next
            part = try await link.call { try await $0.log(number, offset: offset) }
            print(part)
        }
    }

    private func print(_ part: LogAnswer) {
        guard !part.text.isEmpty else { return }
        if output.isJSON { return Console.json(part, pretty: false) }
        Console.write(Escaping.log(part.text), to: 1)
    }
}
