// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI

/// The job of a bundle that was only just put into an inbox: there is none for an instant, or until the bundle has settled.
///
/// What still settles in an inbox goes before an older job of its name; what waits there for something else does not.
struct Arrival {
    /// How long a name that no inbox shows is waited for.
    static let patience = Duration.seconds(2)

    let client: Client
    /// nil: what lies in an inbox is waited for as long as it takes.
    var deadline: ContinuousClock.Instant?

    /// The job called by `word`, a number or a bundle's name.
    ///
    /// - Returns: nil where the bundle lay in an inbox still when the deadline came.
    /// - Throws: `not-found`, where no inbox has such a bundle.
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

    /// What the daemon says of a bundle that it has not claimed; nil where no inbox has one of this name.
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

    /// The same, in any inbox of the daemon.
    func entry(_ name: String) async throws -> Explanation? {
        try await entry(name, in: client.status().inboxes)
    }

    private func tell(_ name: String, _ entry: Explanation) {
        let reason = entry.reasons.first.map { ": " + $0 } ?? ""
        Console.note(Escaping.line("\(name) is in the inbox and not claimed yet\(reason)"))
    }
}
