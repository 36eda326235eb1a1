// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct Rescan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Have every inbox looked at now.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let answer = try await connection.open().rescan()
        if output.isJSON { return output.json(answer) }
        Console.line("the daemon looks at every inbox now")
    }
}
