import ControlAPI

/// The job of a bundle that was only just put into an inbox: there is none for an instant, or until the bundle has settled.
struct Arrival {
    /// How long a name that no inbox shows is waited for.
    static let patience = Duration.seconds(2)

    let client: Client

    /// The job called by `word`, a number or a bundle's name.
    ///
    /// - Throws: `not-found`, where no inbox has such a bundle.
    func job(_ word: String) async throws -> JobReport {
        let deadline = ContinuousClock.now + Self.patience
        var isTold = false
        while true {
            do {
                return try await client.job(word)
            } catch let report as ErrorReport where report.error.code == "not-found" && Int(word) == nil {
                let status = try await client.status()
                let settles = status.inboxes.contains { $0.pending.contains { $0.name == word } }
                guard settles || ContinuousClock.now < deadline else { throw report }
                if settles, !isTold {
                    Console.note("\(Escaping.line(word)) is in the inbox and not claimed yet")
                    isTold = true
                }
                _ = try await client.events(since: status.lastEvent, wait: 1)
            }
        }
    }
}
