// SPDX-License-Identifier: Apache-2.0
import Base
import Logging

/// Reads the configuration again and puts it into force as a whole. If it cannot, the old one stays, and the reason is in the
/// log, in the service manager's status line and in `uaectl status`.
@DaemonActor package final class Reloading {
    private let context: DaemonContext
    private let read: @Sendable () throws -> Configuration
    /// The keys whose new value is not in force before a restart.
    package private(set) var awaitingRestart: [String] = []

    init(_ context: DaemonContext, _ read: @escaping @Sendable () throws -> Configuration) {
        (self.context, self.read) = (context, read)
    }

    func reload() {
        do {
            let (next, changed, fixed) = context.configuration.reloaded(from: try read())
            take(next)
            awaitingRestart = fixed
            context.logger.notice(
                "configuration reloaded", metadata: ["changed": "\(changed.joined(separator: ", "))"])
            context.troubles.configuration =
                fixed.isEmpty ? nil : "uaed must be restarted for what changed here: \(fixed.joined(separator: ", "))"
        } catch {
            let reason = (error as? Failure).map(\.description) ?? "\(error)"
            context.troubles.configuration =
                "the changed configuration is not in force, the old one goes on: \(reason)"
        }
        if let trouble = context.troubles.configuration { context.logger.warning("\(trouble)") }
    }

    private func take(_ next: Configuration) {
        context.configuration = next
        context.logger.logLevel = next.logLevel
        context.access.set(Access(next))
        context.places = context.places.map { place in
            next.inboxes.first { $0.name == place.name }?.place(place.work) ?? place
        }
    }
}
