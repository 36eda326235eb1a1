// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// A worker reads bytes of strangers: what it does not need, it does without.
@Suite(.timeLimit(.minutes(30))) struct ConfinementTests {
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

    /// Each thread, seen from outside while it computes; and nobody of the same user sees more.
    @Test(.enabled(if: getuid() == 0), .withoutSanitizer("such a build keeps no filter"))
    func everyThreadIsInTheCage() throws {
        let daemon = try TestDaemon(as: .service)
        let bundle = try Bundles().fashion("caged", images: 60, job: Bundles.long)
        try run(["/bin/chown", "-R", "\(User.service.uid)", bundle.path])
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "caged"))
        let job = try daemon.await("caged", ["running"])
        try daemon.until("a finished chunk") { durableChunks(try daemon.chunks(of: job.number)) > 0 }
        let pid = try #require(try workers(of: daemon, named: "caged").first)
        let usual = try filters(#require(daemon.process).processIdentifier).count
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
        #expect(threads.count > 2)
        for thread in threads {
            let status = try String(contentsOfFile: "/proc/\(pid)/task/\(thread)/status", encoding: .utf8)
            #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"), "\(status)")
            #expect(status.contains("Seccomp_filters:\t\(usual + 1)\n"), "\(status)")
        }
        for process in [pid, try #require(daemon.process).processIdentifier] {
            let looked = try run(["/bin/cat", "/proc/\(process)/environ"], as: .service)
            #expect(looked.status != 0 && looked.output.isEmpty, "\(process): \(looked)")
        }
        #expect(try daemon.ctl("cancel", "\(job.number)").status == 0)
    }

    /// A library that tells, when its program ends, what it may: the errors of five calls.
    private func probe() throws -> String {
        let scratch = try Scratch.folder()
        let source = """
            #include <errno.h>
            #include <fcntl.h>
            #include <stdio.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <unistd.h>
            __attribute__((destructor)) static void probe(void) {
                int file = open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
                int internet = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
                int local = socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
                int traced = ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 ? errno : 0;
                int written = open("uaed-probe", O_CREAT | O_WRONLY, 0600) < 0 ? errno : 0;
                dprintf(2, "probe %d %d %d %d %d\\n", file, internet, local, traced, written);
            }
            """
        try source.write(to: scratch.appending(path: "probe.c"), atomically: true, encoding: .utf8)
        let library = scratch.appending(path: "probe.so").path
        let built = try run(
            ["/usr/bin/env", "clang", "-shared", "-fPIC", "-o", library, scratch.appending(path: "probe.c").path])
        try #require(built.status == 0, "\(built)")
        return library
    }

    /// A library loaded into the real worker tries, when the work is done, what a taken-over parser would.
    @Test(.withoutSanitizer("a library is loaded into the worker before it")) func workerReachesNothing() throws {
        let (library, place) = (try probe(), try Scratch.folder())
        let bundle = try Bundles().mice("probed")
        let worker = [Programs.path("uae-worker"), "inspect", bundle.path]
        let ran = try run(worker, environment: ["LD_PRELOAD": library], directory: place)
        let (denied, unknown) = (EACCES, ENOSYS)
        #expect(
            ran.status == 0
                && ran.errors.contains("probe \(denied) \(unknown) \(unknown) \(unknown) \(denied)\n"), "\(ran)")
        let unconfined = try run(["/bin/true"], environment: ["LD_PRELOAD": library], directory: place)
        #expect(unconfined.errors.contains("probe 0 0 0 "), "the probe itself works: \(unconfined)")
        let ended = try run(worker, environment: ["LD_PRELOAD": library, "UAED_CAGE": "kill"], directory: place)
        #expect(ended.status == SIGSYS, "tests can have a refused call end the worker: \(ended)")
    }
}
