// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import DaemonCore

@Suite(.timeLimit(.minutes(10))) struct ChildProcessTests {
    let scratch = try! Scratch()
    var log: String { scratch.path + "/log" }

    func start(_ script: String) throws -> ChildProcess {
        try ChildProcess(["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], log: log)
    }

    func collect(_ child: ChildProcess) async throws -> [ChildProcess.Output] {
        try await within(20, "the end of the child") {
            var all: [ChildProcess.Output] = []
            for await output in child.output { all.append(output) }
            return all
        }
    }

    @Test func linesLogAndStatus() async throws {
        let child = try start("echo one; echo two >&2; printf three; exit 65")
        #expect(try await collect(child) == [.line("one"), .line("three"), .ended(.exited(65))])
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "two\n")
    }

    /// Many more lines than are kept wait in the child's own pipe, and none is lost.
    @Test func whoSaysMuchWaits() async throws {
        let child = try start("seq 100000")
        let outputs = try await collect(child)
        #expect(outputs.count == 100_001 && outputs.last == .ended(.exited(0)))
        #expect(outputs.prefix(3) == [.line("1"), .line("2"), .line("3")] && outputs[99_999] == .line("100000"))
    }

    @Test func lifeLine() async throws {
        let child = try start("echo ready; cat; echo gone; exit 7")
        var outputs = child.output.makeAsyncIterator()
        #expect(await outputs.next() == .line("ready"))
        child.cutLifeLine()
        #expect(await outputs.next() == .line("gone"))
        #expect(await outputs.next() == .ended(.exited(7)))
    }

    /// The whole group ends: what the child started holds the pipe open otherwise.
    @Test func signalReachesTheGroup() async throws {
        let child = try start("sleep 1000 & echo ready; wait")
        var outputs = child.output.makeAsyncIterator()
        #expect(await outputs.next() == .line("ready"))
        #expect(child.identity.isAlive)
        child.signal(SIGKILL)
        #expect(await outputs.next() == .ended(.signalled(SIGKILL)))
        #expect(!child.identity.isAlive)
        child.signal(SIGKILL)
    }

    /// Its end is the process's, whoever else holds its pipe, and what it said before is heard.
    @Test func whoHoldsItsPipeKeepsNobodyWaiting() async throws {
        let child = try start("sleep 1000 & echo $!; exit 3")
        let outputs = try await collect(child)
        #expect(outputs.count == 2 && outputs.last == .ended(.exited(3)))
        guard case .line(let pid) = outputs[0] else { return #expect(Bool(false), "\(outputs)") }
        #expect(kill(try #require(Int32(pid)), SIGKILL) == 0, "it held the pipe all the while")
    }

    /// A crash's backtracer holds the pipe and the dead process's place.
    @Test func killedWhileItCrashes() async throws {
        for round in 0..<20 {
            let child = try start("(trap '' TERM; sleep 1000) & echo ready; sleep 1000")
            var outputs = child.output.makeAsyncIterator()
            #expect(await outputs.next() == .line("ready"))
            kill(child.identity.pid, SIGSEGV)
            try await Task.sleep(for: .milliseconds(round * 2))
            kill(child.identity.pid, SIGKILL)
            let end = await outputs.next()
            #expect(
                [.ended(.signalled(SIGSEGV)), .ended(.signalled(SIGKILL))].contains(end), "\(String(describing: end))")
            // The group outlives its leader here: nobody asked for its end.
            kill(-child.identity.pid, SIGKILL)
        }
    }

    /// What a worker leaves behind ends with it.
    @Test func theGroupEndsWithItsLeader() async throws {
        let child = try ChildProcess(
            ["/bin/sh", "-c", "sleep 1000 & echo $!; exit 0"], environment: ["PATH": "/usr/bin:/bin"], log: log,
            endsGroup: true)
        guard case .line(let word) = try await collect(child)[0] else { return #expect(Bool(false)) }
        let pid = try #require(Int32(word))
        try await within(10, "the end of what it left behind") {
            while ProcessIdentity.startTime(of: pid) != nil { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Nothing of the daemon's leaks into a worker: neither descriptors nor ignored signals.
    @Test func inheritsNothing() async throws {
        let open = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/status"))
        defer { try? open.close() }
        _ = fcntl(open.fileDescriptor, F_SETFD, 0)
        signal(SIGPIPE, SIG_IGN)
        let child = try start("ls /proc/self/fd | wc -w; grep SigIgn /proc/self/status | tr -d '[:space:]'")
        let outputs = try await collect(child)
        // 0, 1, 2 and the directory that ls reads.
        #expect(outputs.first == .line("4"))
        guard case .line(let mask) = outputs[1] else { return #expect(Bool(false), "\(outputs)") }
        // glibc's posix_spawn ignores its own two, 32 and 33.
        let ignored = try #require(UInt64(mask.dropFirst("SigIgn:".count), radix: 16))
        #expect(ignored & 0x7fff_ffff == 0)
    }

    @Test func identity() throws {
        let own = ProcessIdentity(pid: getpid(), startTime: try #require(ProcessIdentity.startTime(of: getpid())))
        #expect(own.isAlive)
        #expect(!ProcessIdentity(pid: getpid(), startTime: own.startTime + 1).isAlive)
    }

    @Test func cannotStart() {
        let failure = #expect(throws: Failure.self) {
            try ChildProcess(["/nowhere/uae-worker"], environment: [:], log: log)
        }
        #expect(failure?.kind == .environment)
        #expect(failure?.description.contains("/nowhere/uae-worker") == true)
    }
}
