// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why is it not running, what does it wait for, when is it looked at next?",
        discussion: """
            An argument with '/' is a path in an inbox; any other is what lies in an inbox by that name, else a JOB, else a \
            file or folder here.
            """)

    @Argument(help: ArgumentHelp("A path in an inbox, or a job's number or name.", valueName: "path|job"))
    var subject: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard !subject.isEmpty else { throw ValidationError("the path or job is empty") }
    }

    func run() async throws {
        let client = try await connection.open()
        let explanation = try await explain(client)
        if output.isJSON { return output.json(explanation) }
        ExplanationText(explanation).lines.forEach(Console.line)
    }

    private func explain(_ client: Client) async throws -> Explanation {
        let path = Paths.absolute(ifPath: subject)
        if subject.isPath, let path { return try await client.explain(path: path) }
        if Int(subject) == nil, let entry = try? await Arrival(client: client).entry(subject) { return entry }
        do {
            return try await client.explain(job: subject)
        } catch let report as ErrorReport where report.error.code == "not-found" {
            guard let path else { throw report }
            return try await client.explain(path: path)
        }
    }
}
