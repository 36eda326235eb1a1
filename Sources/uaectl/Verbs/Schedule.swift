// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials

struct Schedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Augment again at set times: add, list, show, next, run-now, pause, resume, remove.",
        discussion: """
            A schedule makes a job at each of its ticks, from the input of an earlier job or from a folder that is copied. \
            The result is called SCHEDULE@2026-11-24T0300Z, by the tick's time in UTC. A tick runs once, whatever restarts; \
            adding, changing and resuming a schedule never runs anything.
            """,
        subcommands: [
            ScheduleAdd.self, ScheduleList.self, ScheduleShow.self, ScheduleNext.self, ScheduleRunNow.self,
            SchedulePause.self, ScheduleResume.self, ScheduleRemove.self,
        ])
}

struct ScheduleArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The schedule's name.", valueName: "schedule"))
    var name: String

    func validate() throws {
        guard !name.isEmpty else { throw ValidationError("SCHEDULE is empty") }
    }
}

struct ScheduleList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The schedules, what they did last and when they are due.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let schedules = try await connection.open().schedules()
        if output.isJSON { return output.json(SchedulesAnswer(schedules), items: schedules) }
        guard !schedules.isEmpty else { return Console.note("no schedules yet") }
        ScheduleTable(schedules).lines.forEach(Console.line)
    }
}

struct ScheduleShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything known about a schedule, with its last twenty ticks.")

    @OptionGroup var schedule: ScheduleArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        ScheduleSheet.write(try await connection.open().schedule(schedule.name), output)
    }
}

struct ScheduleNext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "When a schedule is due, in its own time zone and in UTC.")

    @OptionGroup var schedule: ScheduleArgument

    @Option(help: "How many ticks.")
    var count = 5

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count is a number from 1 to 1000") }
    }

    func run() async throws {
        let answer = try await connection.open().nextTicks(of: schedule.name, count: count)
        if output.isJSON { return output.json(answer) }
        if answer.paused { Console.note("\(Escaping.line(answer.name)) is paused: none of these will run") }
        for tick in answer.ticks {
            Console.line(
                "\(Escaping.line(tick.local)) \(Escaping.line(answer.timeZone))  \(tick.nominal.formatted(.iso8601))")
        }
    }
}
