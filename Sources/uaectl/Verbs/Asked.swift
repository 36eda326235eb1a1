// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a job that failed, was cancelled, or waits with input-changed again, under its number.",
        discussion: """
            Its input is looked at as it lies in the inbox now. A job in another state is in the wrong one: exit status 7; \
            one whose input was deleted: 3.
            """)

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws { JobSheet.tell(try await connection.open().retry(job.job), output) }
}

struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep a job back until it is released, across restarts.",
        discussion: "The worker of a running job is stopped; its finished chunks stay. One that is over: exit status 7."
    )

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws { JobSheet.tell(try await connection.open().hold(job.job), output) }
}

struct Unhold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Put a held job in line again.",
        discussion: "One that is not held: exit status 7.")

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws { JobSheet.tell(try await connection.open().release(job.job), output) }
}

struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change a job's place in the line.",
        discussion: """
            Next is a job of the owner who had the least computing time in the last 24 hours; of one owner's jobs that of \
            higher priority, and the older of two that are equal. job.toml sets it; --first gives the job one more than the \
            highest of its owner's that wait. Where an administrator moves another's job it goes before everybody's. One that \
            has begun or is over: exit status 7.
            """)

    @OptionGroup var job: JobArgument

    enum Place: EnumerableFlag {
        case first

        static func help(for value: Place) -> ArgumentHelp? { "Before the others that wait." }
    }

    /// It has no default, so that the command line must name a place.
    @Flag var place: Place

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws { JobSheet.tell(try await connection.open().moveFirst(job.job), output) }
}
