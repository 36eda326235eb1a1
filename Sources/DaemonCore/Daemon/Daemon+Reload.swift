// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation

extension Daemon {
    /// Reads the configuration afresh and swaps it as a whole, or keeps the old one and says why: in the log, in the
    /// service manager's status line and in `uaectl status`.
    package func reload() {
        manager.reloading()
        defer {
            manager.ready()
            turn()
        }
        do {
            let new = try readConfiguration()
            let (next, changed, fixed) = configuration.reloaded(from: new)
            take(next)
            awaitingRestart = fixed
            logger.notice("configuration reloaded", metadata: ["changed": "\(changed.joined(separator: ", "))"])
            configurationTrouble =
                fixed.isEmpty ? nil : "uaed must be restarted for what changed here: \(fixed.joined(separator: ", "))"
        } catch {
            let reason = (error as? Failure).map(\.description) ?? "\(error)"
            configurationTrouble = "the changed configuration is not in force, the old one goes on: \(reason)"
        }
        if let configurationTrouble { logger.warning("\(configurationTrouble)") }
    }

    private func take(_ next: Configuration) {
        configuration = next
        logger.logLevel = next.logLevel
        access.set(Access(next))
        for index in intakes.indices {
            intakes[index].settle = next.settle
            if let inbox = next.inboxes.first(where: { $0.name == intakes[index].inbox.name }) {
                intakes[index].inbox = inbox.place(intakes[index].inbox.work)
            }
        }
    }
}
