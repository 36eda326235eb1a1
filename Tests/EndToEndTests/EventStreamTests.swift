// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `/v1/events` as server-sent events, read with curl from a real daemon.
@Suite(.serialized, .timeLimit(.minutes(30))) struct EventStreamTests {
    private struct Message {
        var id: Int?
        var kind: String?
        var data: [String: Any] = [:]
    }

    private func command(_ daemon: TestDaemon, _ query: String, _ options: [String] = []) -> [String] {
        ["/usr/bin/curl", "-sN", "-H", "Accept: text/event-stream"] + options
            + ["--unix-socket", daemon.socket, "http://uaed/v1/events\(query)"]
    }

    /// What curl wrote until `isEnough`; it is ended then.
    private func read(
        _ daemon: TestDaemon, _ query: String, _ options: [String] = [], until isEnough: (String) -> Bool
    ) throws -> String {
        let file = try Scratch.folder().appending(path: "stream")
        let process = try launch(command(daemon, query, options + ["-o", file.path]))
        defer {
            // Not SIGTERM: children of a thread of Swift's pool have it blocked.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let deadline = Date.now + 60
        while Date.now < deadline {
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            if isEnough(text) { return text }
            usleep(20_000)
        }
        throw TestFailure("not enough came: \((try? String(contentsOf: file, encoding: .utf8)) ?? "nothing")")
    }

    private func messages(_ text: String) -> [Message] {
        text.components(separatedBy: "\n\n").dropLast().compactMap { block in
            var message = Message()
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { message.id = Int(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { message.kind = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") {
                    let object = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(6).utf8))
                    message.data = object as? [String: Any] ?? [:]
                }
            }
            return message.kind == nil ? nil : message
        }
    }

    private func published(_ daemon: TestDaemon) throws {
        try FileManager.default.moveItem(
            at: try Bundles().mice("demo", rows: 20), to: daemon.inbox.appending(path: "demo"))
        _ = try daemon.await("demo", ["published"])
    }

    @Test func everyEventComesOnceAndResumesByNumber() throws {
        let daemon = try TestDaemon("rescan = 1")
        try published(daemon)
        let all = messages(try read(daemon, "?since=0") { $0.contains("\"state\":\"published\"") })
        let numbers = all.compactMap(\.id)
        #expect(numbers == Array(1...numbers.count), "numbered, in order, none left out")
        #expect(all.allSatisfy { $0.data["sequence"] as? Int == $0.id && $0.data["kind"] as? String == $0.kind })

        // Last-Event-ID stands before since.
        let middle = try #require(numbers.dropLast(2).last)
        let rest = messages(
            try read(daemon, "?since=0", ["-H", "Last-Event-ID: \(middle)"]) { $0.contains("\"state\":\"published\"") })
        #expect(rest.compactMap(\.id) == Array(numbers.drop { $0 <= middle }))
        // A comment where nothing happens, and news while the stream is open.
        let newest = try #require(numbers.last)
        let quiet = try read(daemon, "?since=\(newest)&wait=1") { $0.contains("\n\n") }
        #expect(quiet.hasPrefix(": "), "\(quiet)")
    }

    @Test func gapAndWrongNumbersAreTold() throws {
        let daemon = try TestDaemon("rescan = 1")
        let gap = messages(try read(daemon, "?since=100000") { $0.contains("event: gap") })
        #expect(gap.first?.kind == "gap" && gap.first?.id == 0 && gap.first?.data["next"] as? Int == 0)
        for (query, options) in [("?job=nobody", []), ("", ["-H", "Last-Event-ID: x"])] {
            let answer = try run(command(daemon, query, options + ["-o", "/dev/null", "-w", "%{http_code}"]))
            #expect(answer.output == (options.isEmpty ? "404" : "400"))
        }
    }

    /// Streams end in good order when the daemon stops, and so does an answer that waits for news.
    @Test func endsWithTheDaemon() throws {
        let daemon = try TestDaemon("rescan = 1")
        let files = try (0..<8).map { try Scratch.folder().appending(path: "stream\($0)") }
        let processes = try files.map { try launch(command(daemon, "?since=0&wait=1", ["-o", $0.path])) }
        let log = try Scratch.folder().appending(path: "waiting")
        let waiting = try launch(
            ["/usr/bin/curl", "-sfv", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=0&wait=60"], log: log
        )
        let deadline = Date.now + 30
        while (try? String(contentsOf: log, encoding: .utf8))?.contains("> GET") != true, Date.now < deadline {
            usleep(20_000)
        }
        for file in files {
            while ((try? Data(contentsOf: file)) ?? Data()).isEmpty, Date.now < deadline { usleep(20_000) }
        }
        let asked = Date.now
        #expect(daemon.stop() == 0)
        #expect(Date.now.timeIntervalSince(asked) < 5)
        for process in processes + [waiting] {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "curl saw the whole of its answer")
        }
    }
}
