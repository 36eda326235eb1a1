// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials

struct ScheduleAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a schedule. It runs nothing before its next tick.",
        discussion: """
            The line has five fields, minute hour day-of-month month day-of-week, with lists, ranges, steps and names; \
            or it is @hourly, @daily, @weekly, @monthly, @yearly. Where both kinds of day are restricted, either suffices.

            Where clocks are put forward, what falls into the hour that is left out runs once, right after it; where they \
            are put back, what falls into the hour that comes twice runs once, the first time. A line whose minute or hour \
            begins with a star follows the time that passes.

            Each tick draws with a seed of its own. With --keep-seed the input's own seed holds, and what was published \
            before with the same data, checkpoint and settings is not computed again.
            """)

    @OptionGroup var schedule: ScheduleArgument

    @Option(help: ArgumentHelp("When: '0 3 * * *', @daily.", valueName: "line"))
    var cron: String

    @Option(help: ArgumentHelp("The time zone by its IANA name; else the daemon's own.", valueName: "zone"))
    var tz: String?

    @Option(
        help: ArgumentHelp("Augment this job's input again: a number, or a bundle's name.", valueName: "job"),
        completion: .jobs)
    var job: String?

    @Option(
        help: ArgumentHelp(
            "Augment what lies in this folder then, with the newest checkpoint in it. uaed must be able to read it.",
            valueName: "dir"))
    var source: String?

    @Option(help: "The inbox that the copy goes to, by its name; else the job's, or the first.")
    var inbox: String?

    @Option(help: ArgumentHelp("Ticks that passed while uaed was off: skip, once, all:N.", valueName: "what"))
    var missed: String?

    @Option(help: ArgumentHelp("A tick while the last one's job is open: skip, queue, replace.", valueName: "what"))
    var overlap: String?

    @Option(help: ArgumentHelp("Come later by a delay within this time, the same each time: 10m.", valueName: "time"))
    var jitter: Age?

    @Flag(help: "Keep the input's seed.")
    var keepSeed = false

    @Flag(help: "Give an existing schedule of this name these settings.")
    var replace = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard (job == nil) != (source == nil) else { throw ValidationError("give either --job or --source") }
    }

    func run() async throws {
        var wanted = ScheduleRequest(name: schedule.name, cron: cron)
        (wanted.timeZone, wanted.job, wanted.inbox) = (tz, job, inbox)
        wanted.source = source.map { URL(fileURLWithPath: $0).standardized.path }
        (wanted.missed, wanted.overlap, wanted.jitter) = (missed, overlap, jitter?.seconds)
        (wanted.keepsSeed, wanted.replaces) = (keepSeed, replace)
        ScheduleSheet.write(try await connection.open().add(wanted), output)
    }
}
