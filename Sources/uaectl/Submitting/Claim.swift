// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

/// The job that a bundle becomes which was put into an inbox a moment ago.
struct Claim {
    /// How long is waited for it; a daemon that is at its work takes an instant.
    static let patience = Duration.seconds(5)

    let client: Client
    /// The inbox's name.
    let inbox: String
    let name: String
    /// Of the bundle; nil: not known. Somebody else's may have had the name while this one was copied.
    let owner: Int?

    /// - Parameter since: the newest event before the bundle was there.
    /// - Returns: nil where the daemon takes longer.
    func job(since: Int) async throws -> JobReport? {
        let end = ContinuousClock.now + Self.patience
        var since = since
        while true {
            let left = (end - .now).components.seconds
            guard left >= 0, ContinuousClock.now < end else { return nil }
            let answer = try await client.events(since: since, wait: Int(left) + 1)
            for event in answer.events where event.kind == "claimed" && event.name == name {
                guard let number = event.job else { continue }
                let job = try await client.job(String(number))
                if job.inbox == inbox, owner ?? job.owner.uid == job.owner.uid { return job }
            }
            since = answer.next
        }
    }
}
