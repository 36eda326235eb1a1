// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The jobs, newest first, with their results and warnings.")

    @Option(help: "Only jobs in this state, without its reason: running, waiting, failed, …")
    var state: String?

    @Option(help: "At most this many, the newest.")
    var limit: Int?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let jobs = try await connection.open().jobs(state: state, limit: limit)
        if output.isJSON { return output.json(JobsAnswer(jobs), items: jobs) }
        guard !jobs.isEmpty else {
            let which = state.map { "no job is in state '\(Escaping.line($0))'" } ?? "no jobs yet"
            return Console.note(which)
        }
        JobTable(jobs).lines.forEach(Console.line)
    }
}
