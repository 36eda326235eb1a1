// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI

/// Finds the job of a bundle that may have been put into an inbox just now, and so has no job for an instant, or until
/// it has settled.
///
/// A bundle that is settling takes precedence over an older job of its name; one that waits for something else does
/// not.
struct Arrival {
    /// The time for a name to appear in an inbox.
    static let patience = Duration.seconds(2)

    let client: Client
    /// The end of the wait for a bundle in an inbox; nil: none.
    var deadline: ContinuousClock.Instant?

    /// Waits for the job that `word`, a number or a bundle's name, stands for.
    ///
    /// - Returns: the job; nil if the bundle still is in an inbox at the deadline.
    /// - Throws: `not-found` if there is no job of this name and no inbox has a bundle of it.
    func job(_ word: String) async throws -> JobReport? {
        if Int(word) != nil { return try await client.job(word) }
        var end = ContinuousClock.now + Self.patience
        var isSeen = false
        var older: Int?
        while true {
            let status = try await client.status()
            let known = try await newest(word)?.number
            let isLate = deadline.map { $0 <= .now } ?? false
            if let entry = try await entry(word, in: status.inboxes), known == nil || entry.state == "settling" {
                if isLate { return nil }
                if !isSeen { tell(word, entry) }
                (isSeen, older) = (true, known)
                end = ContinuousClock.now + Self.patience
            } else if let job = try await newest(word), !isSeen || job.number != older {
                return job
            } else if isLate || ContinuousClock.now >= end {
                return try await client.job(word)
            }
            _ = try await client.events(since: status.lastEvent, wait: 1)
        }
    }

    private func newest(_ name: String) async throws -> JobReport? {
        do {
            return try await client.job(name)
        } catch let report as ErrorReport where report.error.code == "not-found" {
            return nil
        }
    }

    /// The daemon's explanation of a candidate; nil if no inbox has one of this name.
    private func entry(_ name: String, in inboxes: [StatusReport.Inbox]) async throws -> Explanation? {
        guard !name.isPath else { return nil }
        for inbox in inboxes {
            do {
                let told = try await client.explain(path: inbox.path + "/" + name)
                if told.job == nil, told.state != "ignored" { return told }
            } catch let report as ErrorReport where report.error.code == "not-found" {
                continue
            }
        }
        return nil
    }

    /// The daemon's explanation of a candidate in any of its inboxes; nil if there is none of this name.
    func entry(_ name: String) async throws -> Explanation? {
        try await entry(name, in: client.status().inboxes)
    }

    private func tell(_ name: String, _ entry: Explanation) {
        let reason = entry.reasons.first.map { ": " + $0 } ?? ""
        Console.note(Escaping.line("\(name) is in the inbox and not claimed yet\(reason)"))
    }
}
