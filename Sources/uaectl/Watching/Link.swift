// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// A connection that survives a restart of the daemon: a call that does not reach it is repeated once it answers.
struct Link {
    let client: Client
    /// The time for an unreachable daemon to come back.
    let patience: Duration
    private let notice: (String) -> Void

    /// - Parameter notice: receives messages for people when the daemon goes and comes back.
    init(_ client: Client, patience: Duration = .seconds(60), notice: @escaping (String) -> Void) {
        self.client = client
        self.patience = patience
        self.notice = notice
    }

    /// Makes a call, as often as needed; it must be safe to repeat.
    ///
    /// - Throws: what the call throws; `unreachable` only after ``patience``.
    func call<Answer: Sendable>(_ body: @Sendable (Client) async throws -> Answer) async throws -> Answer {
        while true {
            do {
                return try await body(client)
            } catch let report as ErrorReport where report.isUnreachable {
                notice("the daemon is gone; trying again for \(patience.components.seconds) s")
                try await reconnect()
                notice("the daemon is back")
            }
        }
    }

    /// - Throws: `unreachable` after ``patience``.
    private func reconnect() async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            try await Task.sleep(for: min(.milliseconds(250), patience))
            do {
                _ = try await Client.open([client.socket])
                return
            } catch let report as ErrorReport where report.isUnreachable && ContinuousClock.now < deadline {
                continue
            }
        }
    }
}

extension ErrorReport {
    fileprivate var isUnreachable: Bool { error.code == "unreachable" }
}
