// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// docs/openapi.yaml against a running daemon: some hundred requests, right ones and wrong ones, of every operation.
@Suite(.timeLimit(.minutes(30))) struct OpenAPITests {
    private static let script = Programs.repository.appending(path: "Tests/API/check").path

    @Test(.enabled("schemathesis cannot be fetched") { try run([script, "--fetch"], within: 300).status == 0 })
    func theDaemonIsAsDescribed() throws {
        let daemon = try TestDaemon("rescan = 1")
        try FileManager.default.moveItem(
            at: try Bundles().mice("demo", rows: 20), to: daemon.inbox.appending(path: "demo"))
        _ = try daemon.await("demo", ["published"])
        #expect(try daemon.ctl("schedule", "add", "nightly", "--cron", "@daily", "--job", "demo").status == 0)
        let checked = try run([Self.script, daemon.socket], within: 500)
        #expect(checked.status == 0, "\(checked.output.suffix(6000))\(checked.errors)")
        let figures = checked.output.split(separator: "\n").filter {
            $0.contains("generated") || $0.contains("Tested:")
        }
        print("OpenAPI: \(figures.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; "))")
    }
}
