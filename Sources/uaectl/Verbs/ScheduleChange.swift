// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct ScheduleRunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-now", abstract: "Make a job now, besides the ticks.",
        discussion:
            "Also where the schedule is paused or its last job is open. Exit status 7 where it has run this minute.")

    @OptionGroup var schedule: ScheduleArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        ScheduleSheet.write(try await connection.open().change(schedule.name, "run-now"), output)
    }
}

struct SchedulePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let ticks pass until it is resumed, across restarts.")

    @OptionGroup var schedule: ScheduleArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        ScheduleSheet.write(try await connection.open().change(schedule.name, "pause"), output)
    }
}

struct ScheduleResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with the next tick; what passed meanwhile is not made up for.")

    @OptionGroup var schedule: ScheduleArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        ScheduleSheet.write(try await connection.open().change(schedule.name, "resume"), output)
    }
}

struct ScheduleRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a schedule. Its jobs and results stay.")

    @OptionGroup var schedule: ScheduleArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let report = try await connection.open().remove(schedule: schedule.name)
        if output.isJSON { return output.json(ScheduleAnswer(report)) }
        Console.line("schedule \(Escaping.line(report.name)) is removed")
    }
}
