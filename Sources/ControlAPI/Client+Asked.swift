// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

extension Client {
    /// Tries a job that failed, was cancelled, or waits with `input-changed` again, under its number.
    ///
    /// - Parameter job: a number, or a name, which means its newest job.
    /// - Throws: `wrong-state` in any other state; `not-found` if there is no such job or its input is gone.
    public func retry(_ job: String) async throws -> JobReport { try await ask(job, "retry") }

    /// Holds a job until it is released, across restarts. A running worker is stopped; finished chunks stay.
    ///
    /// - Throws: `wrong-state` if the job is over; `not-found`.
    public func hold(_ job: String) async throws -> JobReport { try await ask(job, "hold") }

    /// Puts a held job in line again.
    ///
    /// - Throws: `wrong-state` if the job is not held; `not-found`.
    public func release(_ job: String) async throws -> JobReport { try await ask(job, "release") }

    /// Moves a job before the others of its owner that have not begun, or, if an administrator moves somebody else's
    /// job, before everybody's.
    ///
    /// - Throws: `wrong-state` if the job has begun or is over; `not-found`.
    public func moveFirst(_ job: String) async throws -> JobReport { try await ask(job, "move", ["to": "first"]) }

    private func ask(_ job: String, _ verb: String, _ query: [String: String?] = [:]) async throws -> JobReport {
        let answer: JobAnswer = try await call("/v1/jobs/\(job.percentEncoded)/\(verb)", query, method: .POST)
        return answer.job
    }

    /// Drains the daemon: running jobs are finished, and no other job is begun before `end` or ``resume()``.
    ///
    /// - Throws: `bad-request` if `end` is past; `not-permitted` unless the caller is an administrator.
    public func pause(until end: Date?) async throws -> PauseAnswer {
        try await call("/v1/pause", ["until": end?.formatted(.iso8601)], method: .POST)
    }

    /// The configuration in force, with the origin of each value.
    public func config() async throws -> ConfigurationReport { try await call("/v1/config") }

    /// Ends a pause.
    ///
    /// - Throws: `wrong-state` if the daemon is not paused; `not-permitted` unless the caller is an administrator.
    public func resume() async throws -> PauseAnswer { try await call("/v1/resume", method: .POST) }
}
