// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a job of a folder that only has a claim's name.",
        discussion: """
            A folder of an inbox that is called NAME.jobN.claimed (or .done, .failed, .cancelled) and is no job's input is left \
            alone: anybody may give such a name. Its owner, or an administrator, has it taken as a bundle again; it is called NAME \
            then, or NAME-2, …

            uaectl adopt /var/lib/uaed/inbox/faces.job7.claimed
            """)

    @Argument(help: "The folder.")
    var path: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let answer = try await connection.open().adopt(Paths.absolute(path))
        if output.isJSON { return output.json(answer) }
        Console.line("\(Escaping.line(answer.path)) is taken as a bundle now")
    }
}
