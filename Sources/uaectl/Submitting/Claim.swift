// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

/// Finds the job of a bundle that has just been put into an inbox.
struct Claim {
    /// The time for the daemon to claim the bundle, which usually takes an instant.
    static let patience = Duration.seconds(5)

    let client: Client
    /// The inbox's name.
    let inbox: String
    let name: String
    /// The bundle's owner; nil if unknown. While this bundle was copied, somebody else's bundle of the same name may
    /// have been claimed, which the owner tells apart.
    let owner: Int?

    /// - Parameter since: the newest event before the bundle was put there.
    /// - Returns: the job; nil if the daemon takes longer than ``patience``.
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
