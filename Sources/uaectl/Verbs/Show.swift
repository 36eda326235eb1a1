// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Everything known about a job.",
        discussion: "Exit status 0 also for a failed job: it has been shown.")

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let job = try await connection.open().job(job.job)
        if output.isJSON { return output.json(JobAnswer(job)) }
        JobSheet(job).lines.forEach(Console.line)
    }
}
