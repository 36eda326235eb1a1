// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonCore

@Suite(.timeLimit(.minutes(10))) struct ReloadTests {
    private func parse(_ text: String) throws -> Configuration {
        try ConfigurationFile.parse(text, file: "/etc/uaed/uaed.toml", places: ConfigurationTests.places)
    }

    /// A key that is added to the file must be told apart here too.
    @Test func knowsOfEveryKey() {
        #expect(Configuration.reloadKeys.sorted() == ConfigurationFile.keys.sorted())
    }

    @Test(arguments: [
        ("threads = 9", "threads"), ("max_running_jobs = 2", "max_running_jobs"), ("settle = 3", "settle"),
        ("rescan = 5", "rescan"), ("incomplete_timeout = 7", "incomplete_timeout"),
        ("stall_timeout = 7", "stall_timeout"), ("inspect_timeout = 7", "inspect_timeout"),
        ("keep_history = 7", "keep_history"), ("keep_inputs = 7", "keep_inputs"), ("keep_jobs = 7", "keep_jobs"),
        ("disk_reserve = 7", "disk_reserve"), ("memory_limit = \"4G\"", "memory_limit"),
        ("log_level = \"debug\"", "log_level"), ("hooks = \"/h\"", "hooks"), ("hook_timeout = 7", "hook_timeout"),
        ("metrics_file = \"/m.prom\"", "metrics_file"),
    ])
    func takesOver(_ line: String, _ key: String) throws {
        let (next, changed, waiting) = try parse("").reloaded(from: parse(line))
        #expect(next == (try parse(line)) && changed == [key] && waiting == [])
    }

    @Test(arguments: [
        ("state = \"/other\"", "state"), ("socket = \"/run/other.sock\"", "socket"), ("worker = \"/w\"", "worker"),
        ("log_format = \"json\"", "log_format"),
        ("[[inbox]]\npath = \"/in\"\noutbox = \"/out\"", "name, path, outbox and work of [[inbox]]"),
    ])
    func waitsForARestart(_ line: String, _ key: String) throws {
        let (next, changed, waiting) = try parse("").reloaded(from: parse("settle = 3\n" + line))
        #expect(next == (try parse("settle = 3")) && changed == ["settle"] && waiting == [key])
    }

    @Test func anInboxsCheckpointMayChange() throws {
        let inbox = "[[inbox]]\npath = \"/in\"\noutbox = \"/out\"\n"
        let new = try parse(inbox + "checkpoint = \"/m.onnx\"\nloose = \"default-checkpoint\"")
        let (next, changed, waiting) = try parse(inbox).reloaded(from: new)
        #expect(next == new && changed == ["inbox"] && waiting == [])
    }
}
