// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What clients say that no library of ours does, to a real daemon.
@Suite(.timeLimit(.minutes(30))) struct HTTPTests {
    private let daemon: TestDaemon

    init() throws {
        daemon = try TestDaemon("rescan = 1")
    }

    private func answer(_ line: String) throws -> String { try RawClient.answer(daemon.socket, to: line) }

    private func dropA() throws {
        #expect(try daemon.ctl("pause").status == 0)
        try FileManager.default.moveItem(
            at: try Bundles().mice("a", rows: 20), to: daemon.inbox.appending(path: "a"))
        _ = try daemon.await("a", ["queued"])
    }

    /// A zero byte must not cut a name short, and no other one belongs in a name.
    @Test func controlCharactersAreRefused() throws {
        try dropA()
        #expect(try answer("GET /v1/jobs/a").hasPrefix("HTTP/1.1 200 "))
        let odd = ["%00", "%01", "%0A", "%1B", "%7F", "%C2%80", "%C2%9B", "%C2%9F"]
        for character in odd {
            for line in [
                "GET /v1/jobs/a\(character)b", "GET /v1/jobs/a\(character)", "POST /v1/jobs/a\(character)b/cancel",
                "GET /v1/explain?path=/a\(character)", "GET /v1/events?job=a\(character)b",
                "GET /v1/events?a\(character)=1",
            ] {
                let refused = try answer(line)
                #expect(refused.hasPrefix("HTTP/1.1 400 "), "\(line): \(refused)")
                #expect(refused.contains("control character"), "\(line): \(refused)")
            }
        }
        for line in ["GET /v1/jobs/a%zz", "GET /v1/jobs/a%FF", "GET /v1/explain?path=/%C3"] {
            let refused = try answer(line)
            #expect(refused.hasPrefix("HTTP/1.1 400 ") && refused.contains("percent-encoded"), "\(line): \(refused)")
        }
        #expect(try daemon.job("a")?.state == "queued")
        // What is no control character is a name like others.
        #expect(try answer("GET /v1/jobs/%C3%A9%F0%9F%90%91").hasPrefix("HTTP/1.1 404 "))
    }

    @Test func aBodyThatWaitsForAWordIsWelcome() throws {
        let client = try RawClient(daemon.socket)
        client.send("POST /v1/rescan HTTP/1.1\r\nhost: uaed\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
        let word = try client.text { $0.hasSuffix("\r\n\r\n") }
        #expect(word.hasPrefix("HTTP/1.1 100 "), "\(word)")
        client.send("{}")
        let answer = try client.text { $0.contains("accepted") }
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
        // The connection goes on.
        client.send("GET /v1/version HTTP/1.1\r\nhost: uaed\r\nconnection: close\r\n\r\n")
        #expect(try client.rest().hasPrefix("HTTP/1.1 200 "))
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws {
        let client = try RawClient(daemon.socket)
        client.send("POST /v1/rescan HTTP/1.1\r\nhost: uaed\r\nexpect: 100-continue\r\ncontent-length: 70000\r\n\r\n")
        let answer = try client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("too-large"), "\(answer)")
    }

    /// `nc -N` and others say that they have said everything, and read on.
    @Test func whoHasSaidEverythingGetsTheWholeAnswer() throws {
        let client = try RawClient(daemon.socket)
        client.send("GET /v1/config HTTP/1.1\r\nhost: uaed\r\n\r\n")
        client.endSending()
        try expectWhole(try client.rest())

        // Several that were sent ahead, the first of which is held back.
        let many = try RawClient(daemon.socket)
        let newest = try lastEvent()
        many.send("GET /v1/events?since=\(newest)&wait=2 HTTP/1.1\r\nhost: uaed\r\n\r\n")
        for _ in 0..<3 { many.send("GET /v1/config HTTP/1.1\r\nhost: uaed\r\n\r\n") }
        many.endSending()
        let answers = try many.rest().components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.count == 4 && answers.allSatisfy { $0.hasPrefix("200 ") }, "\(answers)")
        try expectWhole("HTTP/1.1 " + (try #require(answers.last)))

        // Half a request is none.
        let half = try RawClient(daemon.socket)
        half.send("GET /v1/config HTTP/1.1\r\nho")
        half.endSending()
        #expect(try half.rest().hasPrefix("HTTP/1.1 400 "))
        // And who says nothing is not waited for.
        let silent = try RawClient(daemon.socket)
        silent.endSending()
        #expect(try silent.rest().isEmpty)
    }

    private func lastEvent() throws -> Int {
        let status =
            try JSONSerialization.jsonObject(
                with: Data(try daemon.ctl("status", "--format", "json").output.utf8)) as? [String: Any]
        return try #require(status?["last_event"] as? Int)
    }

    private func expectWhole(_ answer: String) throws {
        let parts = answer.components(separatedBy: "\r\n\r\n")
        let length = try #require(parts[0].lowercased().firstMatch(of: /content-length: (\d+)/)?.output.1)
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && parts[1].utf8.count == Int(length), "\(answer)")
    }

    @Test func refusalsAreCounted() throws {
        _ = try answer("GET /v1/jobs/nobody")
        _ = try answer("GET /v1/jobs/nobody")
        _ = try answer("GET /v1/jobs/%00")
        _ = try answer("PUT /v1/jobs")
        let client = try RawClient(daemon.socket)
        client.send("this is no HTTP\r\n\r\n")
        _ = try client.rest()
        let metrics = try answer("GET /metrics")
        let counted = [
            #"uaed_requests_refused_total{code="not-found",status="404"} 2"#,
            #"uaed_requests_refused_total{code="bad-request",status="400"} 2"#,
            #"uaed_requests_refused_total{code="method-not-allowed",status="405"} 1"#,
        ]
        for line in counted { #expect(metrics.contains(line), "\(metrics)") }
        let status = try daemon.ctl("status")
        #expect(status.output.contains("5 requests: 2 bad-request, 1 method-not-allowed, 2 not-found"), "\(status)")
    }

    /// What lies in the inbox for good is said once, not at every look.
    @Test func whatStaysAsItIsIsSaidOnce() throws {
        let stray = "x.job2000000000.claimed"
        try FileManager.default.createDirectory(
            at: daemon.inbox.appending(path: stray), withIntermediateDirectories: false)
        func lines() throws -> Int {
            try String(contentsOf: daemon.log, encoding: .utf8).split(separator: "\n").count { $0.contains(stray) }
        }
        func rescans() throws -> Int {
            let page = try answer("GET /metrics")
            return try #require(page.firstMatch(of: /\nuaed_rescans_total (\d+)/).flatMap { Int($0.output.1) })
        }
        let deadline = Date.now + 60
        let before = try rescans()
        while try rescans() < before + 4, Date.now < deadline { usleep(50_000) }
        #expect(try lines() == 1 && rescans() >= before + 4)
    }
}
