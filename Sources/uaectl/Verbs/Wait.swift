// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until jobs are over; the exit status says how.",
        discussion: """
            0: all were published. 10: one failed. 11: none failed, and one was cancelled. 12: none failed, and one was \
            not over when --timeout had passed. A bundle of that name that still lies in an inbox goes before an older job. Outlives a restart of \
            the daemon. Ctrl-C stops the waiting and nothing else.
            """)

    @Argument(help: "Numbers, or names of bundles: the newest.", completion: .jobs)
    var jobs: [String] = []

    @Flag(help: "Every job that is not over now.")
    var all = false

    @Option(help: ArgumentHelp("Wait no longer than this: 90s, 2h.", valueName: "time"))
    var timeout: Age?

    @Option(help: "Seconds that a daemon which has gone is waited for.")
    var reconnect = 60

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or say --all") }
        guard !jobs.contains("") else { throw ValidationError("JOB is empty") }
        guard (0...86400).contains(reconnect) else { throw ValidationError("--reconnect is from 0 to 86400") }
    }

    func run() async throws {
        Interrupt.detaches("detached; the jobs go on; uaectl watch")
        let deadline = timeout.map { ContinuousClock.now + .seconds($0.seconds) }
        let client = try await connection.open()
        let link = Link(client, patience: .seconds(reconnect)) { Console.note("uaectl: " + $0) }
        var waiting = JobWait(link, until: deadline) { tell($0) }
        try await all ? waiting.takeAll() : waiting.take(jobs)
        try await waiting.run()
        if output.format == .json { output.json(JobsAnswer(waiting.over)) }
        if let status = waiting.exitStatus { throw ExitCode(status) }
    }

    private func tell(_ job: JobReport) {
        switch output.format {
        case .table: Console.line(WatchText.line(job))
        case .ndjson: output.json(job)
        case .json: break
        }
    }
}
