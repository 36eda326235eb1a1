// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `uaed config` and `uaectl config`: every key, its value, and where that was said.
@Suite(.timeLimit(.minutes(30))) struct ConfigTests {
    /// The keys that etc/uaed.toml documents, as `config show` names them.
    private func documented() throws -> Set<String> {
        let text = try String(contentsOf: Programs.repository.appending(path: "etc/uaed.toml"), encoding: .utf8)
        var (keys, prefix) = (Set<String>(), "")
        for line in text.split(separator: "\n") {
            if line == "[[inbox]]" { prefix = "inbox[1]." }
            if let match = line.firstMatch(of: try Regex("^#?([a-z_]+) = ", as: (Substring, Substring).self)) {
                keys.insert(prefix + match.output.1)
            }
        }
        return keys
    }

    /// key → (value, origin) of `key = value  # origin`.
    private func entries(_ text: String) -> [String: (value: String, origin: String)] {
        let pattern = #/^#?([a-z_\[\]0-9.]+) = (.*?) +# ([^#]*)$/#
        let found = text.split(separator: "\n").compactMap { line -> (String, (value: String, origin: String))? in
            guard let match = line.firstMatch(of: pattern) else { return nil }
            return (String(match.output.1), (String(match.output.2), String(match.output.3)))
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func uaed(_ words: String..., file: URL) throws -> Finished {
        try run([Programs.path("uaed")] + words + ["--config", file.path])
    }

    @Test func everyDocumentedKeyIsShownWithItsOrigin() throws {
        let daemon = try TestDaemon("rescan = 7\nlog_format = \"text\"", settle: 0.5, start: false)
        let file = daemon.root.appending(path: "uaed.toml")
        let shown = try uaed("config", "show", file: file)
        let entries = entries(shown.output)
        #expect(try shown.status == 0 && Set(entries.keys) == documented(), "\(shown)")
        #expect(entries["rescan"]?.value == "7" && entries["settle"]?.value == "0.5")
        #expect(entries["stall_timeout"]?.value == "1800" && entries["stall_timeout"]?.origin == "default")
        let lines = try daemon.configuration().split(separator: "\n", omittingEmptySubsequences: false)
        let said = entries.filter { $0.value.origin != "default" }
        #expect(said.count == 9)
        for (key, entry) in said {
            let place = entry.origin.split(separator: ":")
            #expect(place.first.map(String.init) == file.path)
            let line = lines[try #require(place.last.flatMap { Int($0) }) - 1]
            #expect(line.hasPrefix("\(key.split(separator: ".").last ?? "") = \(entry.value)"), "\(key): \(line)")
        }
    }

    @Test func checkSaysWhatIsWrongAndWhere() throws {
        let daemon = try TestDaemon(start: false)
        let file = daemon.root.appending(path: "uaed.toml")
        let right = try uaed("config", "check", file: file)
        #expect(right.status == 0 && right.output.contains(daemon.inbox.path), "\(right)")
        try daemon.configure { $0.replacing("settle =", with: "setle =") }
        let wrong = try uaed("config", "check", file: file)
        #expect(wrong.status == 78 && wrong.errors.contains("setle") && wrong.errors.contains("settle"), "\(wrong)")
    }

    /// What runs, not what the file says by now.
    @Test func theDaemonTellsWhatItUses() throws {
        let daemon = try TestDaemon("rescan = 7")
        let file = daemon.root.appending(path: "uaed.toml")
        let told = entries(try daemon.ctl("config").output)
        let shown = entries(try uaed("config", "show", file: file).output)
        #expect(told.mapValues(\.value) == shown.mapValues(\.value) && !told.isEmpty)
        #expect(told.mapValues(\.origin) == shown.mapValues(\.origin))
        try daemon.configure { $0.replacing("rescan = 7", with: "rescan = 8") }
        #expect(entries(try daemon.ctl("config").output)["rescan"]?.value == "7")
        #expect(entries(try uaed("config", "show", file: file).output)["rescan"]?.value == "8")
        daemon.signal(SIGHUP)
        let deadline = Date.now + 20
        while entries(try daemon.ctl("config").output)["rescan"]?.value != "8", Date.now < deadline { usleep(50_000) }
        #expect(entries(try daemon.ctl("config").output)["rescan"]?.value == "8")
    }

    /// Each line of the log is an object of its own.
    @Test func theLogAsJSON() throws {
        let daemon = try TestDaemon("log_format = \"json\"")
        #expect(try daemon.ctl("pause").status == 0)
        #expect(daemon.stop() == 0)
        let lines = try String(contentsOf: daemon.log, encoding: .utf8).split(separator: "\n")
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(objects.count >= 2 && objects.allSatisfy { $0?["time"] != nil && $0?["level"] != nil })
        let change = objects.first { $0?["verb"] as? String == "pause" }
        #expect(change??["uid"] as? String == "\(getuid())" && Int(change??["pid"] as? String ?? "") != nil, "\(lines)")
    }
}
