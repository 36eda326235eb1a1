// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

/// Clients that hold what they can get, say half of what they should, send far too much, or never read what they asked for:
/// `status` answers all the while, and the daemon stays small. They and the one who asks are the same user, which is the
/// worst case: others have a share of connections of their own.
@Suite(.serialized, .withoutSanitizer("the daemon is held to its own size"), .timeLimit(.minutes(30)))
struct HostileClientsTests {
    private static let mostMegabytes = 100
    private static let longest = 0.2

    @Test func statusAnswersAndTheDaemonStaysSmall() throws {
        let daemon = try TestDaemon("rescan = 1")
        let process = try #require(daemon.process)
        let answers = StatusSampler(daemon.socket, ask: Self.secondsOfStatus)
        let held = try holdConnections(10_000, daemon.socket)
        let sent = try sendForEver(1_000_000_000, daemon.socket)
        let (asked, unread) = try askWithoutReading(daemon.socket)
        try sendOneByteAtATime(daemon.socket)
        try answers.finish()
        withExtendedLifetime((held, unread)) {}
        let peak = try peakMemory(process.processIdentifier)
        print(
            "hostile clients: \(held.count) connections, a body cut off after \(sent) of 1000000000 bytes, \(asked) unread "
                + "answers asked for; status answered \(answers.count) times, in \(Int(answers.worst * 1000)) ms at worst; "
                + "the daemon had \(peak) MB at most")
        #expect(answers.worst < Self.longest)
        #expect(peak < Self.mostMegabytes)
        #expect(process.isRunning && daemon.process === process)
        #expect(try daemon.ctl("status").status == 0)
    }

    /// Event streams that nobody reads: each has the events it was last sent waiting, and is closed soon.
    @Test func whoDoesNotReadItsEventsIsDropped() throws {
        let daemon = try TestDaemon("rescan = 1")
        #expect(try daemon.ctl("pause").status == 0)
        let bundle = try Bundles().mice("toggled", rows: 21)
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "toggled"))
        let number = try daemon.await("toggled", ["queued"]).number
        for _ in 0..<500 {
            for verb in ["hold", "release"] {
                let answer = try RawClient.answer(daemon.socket, to: "POST /v1/jobs/\(number)/\(verb)")
                guard answer.hasPrefix("HTTP/1.1 200 ") else { throw TestFailure("\(verb): \(answer)") }
            }
        }
        let answers = StatusSampler(daemon.socket, ask: Self.secondsOfStatus)
        let request = "GET /v1/events?since=0 HTTP/1.1\r\nhost: uaed\r\naccept: text/event-stream\r\n\r\n"
        let clients = try (0..<100).map { _ in
            let client = try RawClient(daemon.socket)
            client.send(request)
            return client
        }
        let begin = ContinuousClock.now
        // Closed at the daemon's end, whatever lies unread here.
        for client in clients {
            var place = pollfd(fd: client.descriptor, events: 0, revents: 0)
            #expect(poll(&place, 1, 30_000) == 1 && place.revents & Int16(POLLHUP) != 0)
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        withExtendedLifetime(clients) {}
        try answers.finish()
        let peak = try peakMemory(try #require(daemon.process).processIdentifier)
        print(
            "100 event streams that nobody reads: closed after \(Int(seconds)) s, status in \(Int(answers.worst * 1000)) ms "
                + "at worst; the daemon had \(peak) MB at most")
        #expect(answers.worst < Self.longest && peak < Self.mostMegabytes)
    }

    /// What `uaectl status` asks, from its first connection to its last answer. Asked in this process: to start another takes
    /// longer the more files are open here.
    private static func secondsOfStatus(_ socket: String) throws -> Double {
        let begin = ContinuousClock.now
        for path in ["/v1/version", "/v1/status"] {
            let client = try RawClient(socket)
            client.send("GET \(path) HTTP/1.1\r\nhost: uaed\r\nconnection: close\r\n\r\n")
            guard let answer = try client.part(), answer.hasPrefix("HTTP/1.1 200 ") else {
                throw TestFailure("\(path) has no right answer")
            }
        }
        return (ContinuousClock.now - begin) / .seconds(1)
    }

    /// Every other one has begun a request. As many stay open here as this process may have.
    private func holdConnections(_ count: Int, _ socket: String) throws -> [RawClient] {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let most = min(count, Int(limit.rlim_cur) - 300)
        var held: [RawClient] = []
        for number in 0..<count {
            let client = try RawClient(socket)
            if number % 2 == 0 { client.send("GET /v1/status HTTP/1.1\r\nhost: ua") }
            if held.count < most { held.append(client) }
        }
        return held
    }

    /// - Returns: the bytes that were taken of a body before the daemon hung up.
    private func sendForEver(_ length: Int, _ socket: String) throws -> Int {
        let client = try RawClient(socket)
        client.send("POST /v1/rescan HTTP/1.1\r\nhost: uaed\r\ncontent-length: \(length)\r\n\r\n")
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var sent = 0
        while sent < length {
            let taken = zeros.withUnsafeBytes {
                Glibc.send(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard taken > 0 else { break }
            sent += taken
        }
        #expect(sent < length / 10, "the daemon read on")
        return sent
    }

    /// Asks again and again, as long as the daemon reads, and takes no answer.
    private func askWithoutReading(_ socket: String) throws -> (Int, [RawClient]) {
        let request = String(repeating: "GET /v1/events?since=0 HTTP/1.1\r\nhost: uaed\r\n\r\n", count: 100)
        var (asked, clients) = (0, [RawClient]())
        for _ in 0..<50 {
            let client = try RawClient(socket)
            clients.append(client)
            // A daemon that reads no more blocks the sender: that is how it should be.
            var patience = timeval(tv_sec: 0, tv_usec: 50_000)
            setsockopt(client.descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            for _ in 0..<200 {
                guard client.send(request) == request.utf8.count else { break }
                asked += 100
            }
        }
        return (asked, clients)
    }

    /// A request must be whole within seconds, however it drips.
    private func sendOneByteAtATime(_ socket: String) throws {
        let client = try RawClient(socket)
        client.send("GET /v1/status HTTP/1.1\r\nx: ")
        let deadline = Date.now + 60
        while Date.now < deadline {
            guard client.send("a") == 1 else { return }
            usleep(200_000)
        }
        Issue.record("a request that drips was waited for")
    }

    /// VmHWM, the most that was ever resident, in MB (proc(5)).
    private func peakMemory(_ pid: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let peak = try #require(status.firstMatch(of: /VmHWM:\s+(\d+) kB/), "\(status)")
        return try #require(Int(peak.output.1)) / 1024
    }
}
