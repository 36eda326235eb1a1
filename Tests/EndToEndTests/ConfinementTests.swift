import Foundation
import TestSupport
import Testing

/// A worker reads bytes of strangers: what it does not need, it does without.
@Suite struct ConfinementTests {
    @Test func workerOfTheDaemonHasNoPrivilegesToGain() throws {
        let daemon = try TestDaemon()
        let bundle = try Bundles().fashion("confined", images: 60, job: Bundles.endless)
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "confined"))
        let job = try daemon.await("confined", ["running"])
        let (pid, status) = try confinedWorker(daemon)
        let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
        #expect(status.contains("NoNewPrivs:\t1"), "\(status)")
        #expect(limits.contains(/Max core file size +0 +0/), "\(limits)")
        let files = try #require(limits.firstMatch(of: /Max open files +(\d+) +(\d+)/))
        #expect(Int(files.output.2)! <= 1024)
        #expect(try daemon.ctl("cancel", "\(job.number)").status == 0)
    }

    /// The daemon's worker as soon as its filter is there, which comes last, and its /proc/PID/status.
    private func confinedWorker(_ daemon: TestDaemon) throws -> (pid_t, String) {
        // A container may have put a filter on everything.
        let usual = try filters(#require(daemon.process).processIdentifier)
        let deadline = Date.now + 30
        while Date.now < deadline {
            if let pid = try workers(of: daemon).first, let found = try? filters(pid), found.count > usual.count {
                return (pid, found.status)
            }
            usleep(20_000)
        }
        throw TestFailure("no worker with a seccomp filter")
    }

    private func filters(_ pid: pid_t) throws -> (count: Int, status: String) {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let count = try #require(status.firstMatch(of: /Seccomp_filters:\s+(\d+)/), "\(status)")
        return (try #require(Int(count.output.1)), status)
    }

    /// A library loaded into the real worker tries, when the work is done, what a taken-over parser would.
    @Test(.withoutSanitizer("a library is loaded into the worker before it")) func workerHasNoNetwork() throws {
        let scratch = try Scratch.folder()
        let source = """
            #include <errno.h>
            #include <stdio.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <unistd.h>
            __attribute__((destructor)) static void probe(void) {
                int internet = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
                int local = socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
                int traced = ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 ? errno : 0;
                dprintf(2, "probe %d %d %d\\n", internet, local, traced);
            }
            """
        try source.write(to: scratch.appending(path: "probe.c"), atomically: true, encoding: .utf8)
        let library = scratch.appending(path: "probe.so").path
        let built = try run(
            ["/usr/bin/env", "clang", "-shared", "-fPIC", "-o", library, scratch.appending(path: "probe.c").path])
        try #require(built.status == 0, "\(built)")
        let worker = Programs.path("uae-worker")
        let ran = try run([worker, "version"], environment: ["LD_PRELOAD": library])
        #expect(ran.status == 0 && ran.errors.contains("probe 1 1 1"), "EPERM each: \(ran)")
        let unconfined = try run(["/bin/true"], environment: ["LD_PRELOAD": library])
        #expect(unconfined.errors.contains("probe 0 0 "), "the probe itself works: \(unconfined)")
    }
}
