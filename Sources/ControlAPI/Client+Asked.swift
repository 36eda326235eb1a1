// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Client {
    public func retry(_ job: String) async throws -> JobReport { try await ask(job, "retry") }

    public func hold(_ job: String) async throws -> JobReport { try await ask(job, "hold") }

    public func release(_ job: String) async throws -> JobReport { try await ask(job, "release") }

    /// Before every other job that has not begun.
    public func moveFirst(_ job: String) async throws -> JobReport { try await ask(job, "move", ["to": "first"]) }

    private func ask(_ job: String, _ verb: String, _ query: [String: String?] = [:]) async throws -> JobReport {
        let answer: JobAnswer = try await call("/v1/jobs/\(Self.encoded(job))/\(verb)", query, method: .POST)
        return answer.job
    }

    /// Running jobs are finished, nothing new is computed until `end`, or until ``resume()``.
    public func pause(until end: Date?) async throws -> PauseAnswer {
        try await call("/v1/pause", ["until": end?.formatted(.iso8601)], method: .POST)
    }

    /// What is in force.
    public func config() async throws -> ConfigurationReport { try await call("/v1/config") }

    public func resume() async throws -> PauseAnswer { try await call("/v1/resume", method: .POST) }
}
