// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Version: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The versions of uaectl and of the daemon; uaectl --version needs no daemon.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        if !output.isJSON { Console.line(UAECtl.configuration.version) }
        let client = try await connection.open()
        let report = try await client.version()
        if output.isJSON { return output.json(report) }
        let revision = "\(report.protocol.major).\(report.protocol.minor)"
        Console.line("uaed \(Escaping.line(report.version)) (protocol \(revision)) at \(Escaping.line(client.socket))")
    }
}
