// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import DaemonCore

/// Workers find what their libraries need and nothing of the daemon's own.
@Suite(.timeLimit(.minutes(10))) struct WorkerEnvironmentTests {
    private let all = [
        "PATH": "/usr/bin", "LANG": "C.UTF-8", "TZ": "UTC", "LD_LIBRARY_PATH": "/opt/swift", "OPENBLAS_VERBOSE": "2",
        "OPENBLAS_NUM_THREADS": "8", "NOTIFY_SOCKET": "/run/systemd/notify", "LISTEN_FDS": "1", "HOME": "/root",
        "LD_PRELOAD": "x.so", "SECRET": "1", "ASAN_OPTIONS": "log_path=x",
    ]

    @Test func onlyWhatIsNeeded() {
        #expect(
            WorkerEnvironment(all).variables(nil) == [
                "PATH": "/usr/bin", "LANG": "C.UTF-8", "TZ": "UTC", "LD_LIBRARY_PATH": "/opt/swift",
                "OPENBLAS_VERBOSE": "2", "OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no",
            ])
    }

    @Test func portableJobsGetTheKernelsOfEveryProcessor() {
        #expect(WorkerEnvironment(all).variables("portable")["OPENBLAS_CORETYPE"] == "Haswell")
        #expect(WorkerEnvironment(all).variables("native")["OPENBLAS_CORETYPE"] == nil)
    }

    @Test func buildsWithASanitizerKeepWhatTellsIt() {
        let environment = WorkerEnvironment(all.merging(["UAED_SANITIZER": "address"]) { $1 }).variables(nil)
        #expect(environment["LD_PRELOAD"] == "x.so" && environment["ASAN_OPTIONS"] == "log_path=x")
    }

    @Test func whatIsMissingHasAHint() {
        #expect(CageParts(landlock: 2, filtersCalls: true).hint == nil)
        let forbidden = CageParts(landlock: 0, filtersCalls: true, error: EPERM)
        #expect(forbidden.hint?.contains("SystemCallFilter=landlock_create_ruleset") == true)
        #expect(forbidden.sentence.contains("no landlock") && !forbidden.isWhole)
        #expect(CageParts(landlock: 0, filtersCalls: true, error: EOPNOTSUPP).hint?.contains("lsm=") == true)
        #expect(CageParts(landlock: 4, filtersCalls: false, error: ENOSYS).sentence.contains("not filtered"))
    }
}
