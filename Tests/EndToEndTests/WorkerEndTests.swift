// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// A worker that crashes, and is killed a moment later: its end is seen, once, and the daemon goes on. (A pipe that somebody else
/// holds is ChildProcessTests' matter: workers make no backtraces.)
@Suite(.withoutSanitizer("a sanitizer takes the crash for its own"), .timeLimit(.minutes(240))) struct WorkerEndTests {
    @Test func killedWhileItCrashes() throws {
        let rounds = ScaleTests.number("UAED_CRASHES", 50)
        let daemon = try TestDaemon("disk_reserve = 0")
        let bundles = try Bundles()
        var (round, worst) = (0, 0.0)
        while round < rounds {
            // Three deaths end a job.
            let name = "k\(round)"
            try FileManager.default.moveItem(
                at: bundles.fashion(name, images: 32, job: "force = true\n" + Bundles.endless),
                to: daemon.inbox.appending(path: name))
            for death in 1...3 where round < rounds {
                var pids: [pid_t] = []
                try daemon.until("a worker of \(name)") {
                    pids = try workers(of: daemon, named: name)
                    return try pids.count == 1 && daemon.job(name)?.state == "running"
                }
                let begin = ContinuousClock.now
                kill(pids[0], SIGSEGV)
                usleep([30_000, 60_000, 100_000][round % 3])
                kill(pids[0], SIGKILL)
                try daemon.until("the end of worker \(pids[0])", within: 20) {
                    try daemon.job(name)?.object["deaths"] as? Int ?? 0 >= death
                }
                worst = max(worst, (ContinuousClock.now - begin) / .seconds(1))
                round += 1
            }
            _ = try daemon.ctl("cancel", name)
        }
        print("\(rounds) workers crashed and were killed: each end was seen, within \(worst) s at worst")
    }
}
