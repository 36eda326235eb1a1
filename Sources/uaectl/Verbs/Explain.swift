import ArgumentParser
import ControlAPI
import Foundation

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why is it not running, what does it wait for, when is it looked at next?",
        discussion: "An argument with '/' or one that exists here is a path in an inbox; any other is a JOB.")

    @Argument(help: ArgumentHelp("A path in an inbox, or a job's number or name.", valueName: "path|job"))
    var subject: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard !subject.isEmpty else { throw ValidationError("the path or job is empty") }
    }

    func run() async throws {
        let client = try await connection.open()
        let explanation =
            if let path = Paths.absolute(ifPath: subject) {
                try await client.explain(path: path)
            } else {
                try await client.explain(job: subject)
            }
        if output.isJSON { return output.json(explanation) }
        ExplanationText(explanation).lines.forEach(Console.line)
    }
}
