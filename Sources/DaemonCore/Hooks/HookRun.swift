// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials
import Glibc
import JobRecords
import Jobs

/// A run of one hook for the end of one job.
struct HookRun: Sendable {
    /// The time from SIGTERM to SIGKILL if the hook takes too long.
    private static let grace = Duration.seconds(2)

    let hook: String
    let environment: [String: String]
    let log: String
    let limit: Double

    /// - Parameter end: the event of the end; the job may have been tried again since.
    init(_ hook: String, _ job: JobRecord, end: JobEvent, limit: Double) {
        self.hook = hook
        self.limit = limit
        log = job.folder.log
        var environment = ProcessInfo.processInfo.environment
        for name in ServiceManager.variables { environment[name] = nil }
        environment["UAED_JOB"] = String(job.number)
        environment["UAED_NAME"] = job.name
        environment["UAED_STATE"] = end.state
        environment["UAED_REASON"] = end.reason ?? ""
        environment["UAED_MESSAGE"] = end.message ?? ""
        environment["UAED_INBOX"] = job.inboxPath
        environment["UAED_OUTBOX"] = job.outboxPath
        environment["UAED_INPUT"] = job.claim
        environment["UAED_RESULT"] = end.state == JobState.published.rawValue ? job.result : ""
        environment["UAED_LOG"] = job.folder.log
        self.environment = environment
    }

    /// Starts the hook. Its output goes to the job's log.
    func start() throws -> ChildProcess {
        // The shell redirects standard output to standard error, and then becomes the hook.
        let child = try ChildProcess(
            ["/bin/sh", "-c", "echo \"uaed: hook $1\" >&2; exec \"$1\" >&2", "sh", hook], environment: environment,
            log: log)
        child.cutLifeLine()
        return child
    }

    /// Waits for the hook's end, and ends it if it takes too long.
    ///
    /// - Returns: a sentence about its end.
    func end(of child: ChildProcess) async -> String {
        let limit = limit
        let alarm = Task {
            try await Task.sleep(for: .seconds(limit))
            child.signal(SIGTERM)
            try? await Task.sleep(for: Self.grace)
            child.signal(SIGKILL)
            return true
        }
        var exit = ChildProcess.Exit.exited(0)
        for await output in child.output {
            if case .ended(let how) = output { exit = how }
        }
        alarm.cancel()
        let isLate = (try? await alarm.value) == true
        return "\(URL(fileURLWithPath: hook).lastPathComponent) \(exit.words)"
            + (isLate ? ": it took longer than \(limit) s (hook_timeout)" : "")
    }
}
