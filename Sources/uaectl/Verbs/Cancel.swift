// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop a job; its input stays in the inbox, renamed to NAME.jobN.cancelled.",
        discussion: "A job that is published, failed or cancelled already is in the wrong state: exit status 7.")

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        JobSheet.tell(try await connection.open().cancel(job.job), output)
    }
}
