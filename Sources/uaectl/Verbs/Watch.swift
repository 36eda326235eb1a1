// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What happens, as it happens: a bar on a terminal, lines elsewhere.",
        discussion: """
            Goes on until Ctrl-C, which stops the watching and nothing else. With JOB until that job is over, whatever \
            became of it; a bundle of that name that still lies in an inbox goes before an older job. Outlives a restart of the daemon. --format json gives the daemon's events, one a line.
            """)

    @Argument(
        help: "A job's number, or the name of its bundle: the newest. Without it: everything.", completion: .jobs)
    var job: String?

    @Flag(help: "Until every job is over and nothing settles in an inbox.")
    var untilIdle = false

    @Option(help: "Seconds that a daemon which has gone is waited for.")
    var reconnect = 60

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        if job != nil, untilIdle { throw ValidationError("either JOB or --until-idle") }
        if job?.isEmpty == true { throw ValidationError("JOB is empty") }
        guard (0...86400).contains(reconnect) else { throw ValidationError("--reconnect is from 0 to 86400") }
    }

    func run() async throws {
        Interrupt.detaches(
            job.map { "detached; the job goes on; uaectl watch \(Escaping.line($0))" }
                ?? "detached; the jobs go on; uaectl watch")
        let client = try await connection.open()
        let goal = try await goal(client)
        let view = view
        let link = Link(client, patience: .seconds(reconnect), notice: view.notice)
        var watcher = WatchSession(link, view: view, goal: goal)
        try await watcher.run()
    }

    private func goal(_ client: Client) async throws -> WatchSession.Goal {
        if let job, let found = try await Arrival(client: client).job(job) { return .end(job: found.number) }
        return untilIdle ? .idle : .never
    }

    private var view: any WatchView {
        if output.isJSON { return JSONView() }
        return Console.isTerminal(1) ? TerminalView() as any WatchView : LineView()
    }
}
