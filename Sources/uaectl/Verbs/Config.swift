// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The configuration that the running daemon uses, and where each value was said.",
        discussion: "uaed config show looks at the file without a daemon.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let report = try await connection.open().config()
        if output.isJSON { return output.json(report, items: report.entries) }
        Console.line("# " + Escaping.line(report.file ?? "no configuration file: the defaults serve"))
        report.lines.forEach { Console.line(Escaping.line($0)) }
        for key in report.awaitingRestart {
            Console.line(Style.yellow("! " + Escaping.line(key) + ": what the file says now waits for a restart"))
        }
    }
}
