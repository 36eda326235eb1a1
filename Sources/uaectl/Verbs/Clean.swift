// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Clean: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete inputs and job folders of jobs that have been over for long. Results are never deleted.",
        discussion: """
            Inputs are NAME.jobN.done, .failed and .cancelled in the inboxes; job folders hold plan and log. \
            By default uaed keeps both for ever; keep_inputs and keep_jobs in uaed.toml do this by themselves. \
            Exit status 1 where something could not be deleted.
            """)

    @Option(help: ArgumentHelp("Of jobs that ended longer ago: 12h, 30d.", valueName: "time"))
    var olderThan: Age

    @Flag(help: "Only say what would be deleted.")
    var dryRun = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let report = try await connection.open().clean(olderThan: olderThan.seconds, isDry: dryRun)
        if output.isJSON { output.json(report) } else { Self.lines(report).forEach(Console.line) }
        if !report.failed.isEmpty { throw ExitCode(1) }
    }

    private static func lines(_ report: CleanReport) -> [String] {
        let verb = report.dryRun ? "would delete" : "deleted"
        let bytes = report.removed.map(\.bytes).reduce(0, +)
        return report.removed.map { "\(verb) \(Escaping.line($0.path)) (\(Readable.bytes($0.bytes)))" }
            + report.failed.map { Style.red("! \(Escaping.line($0.path)): \(Escaping.line($0.error ?? ""))") }
            + ["\(verb) \(report.removed.count) inputs and job folders, \(Readable.bytes(bytes))"]
    }
}
