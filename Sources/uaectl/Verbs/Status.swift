// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How the daemon is, and what stands in its inboxes.",
        discussion: "Lines with '!' need a person; each says what mends it.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        let status = try await connection.open().status()
        if output.isJSON { return output.json(status) }
        StatusSheet(status).lines.forEach(Console.line)
    }
}
