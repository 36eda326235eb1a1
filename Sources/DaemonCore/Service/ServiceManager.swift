// SPDX-License-Identifier: Apache-2.0
import CLinux
import Synchronization

/// Sends messages to a service manager over $NOTIFY_SOCKET (sd_notify(3)), one datagram each. Without that socket it sends none.
package final class ServiceManager: Sendable {
    private let send: @Sendable (String) -> Void
    private let status = Mutex("")

    init(_ send: @escaping @Sendable (String) -> Void) { self.send = send }

    /// A message that cannot be sent is lost, because a manager that does not listen is no reason to stop.
    package convenience init(environment: [String: String]) {
        let path = environment["NOTIFY_SOCKET"]
        self.init { text in
            if let path { _ = uaed_send_datagram(path, text, text.utf8.count) }
        }
    }

    func ready() { send("READY=1") }
    func feedWatchdog() { send("WATCHDOG=1") }
    func stopping() { send("STOPPING=1\nSTATUS=stopping: what is durable stays, the rest goes on at the next start") }

    /// Announces a reload, which lasts until `ready` is called. MONOTONIC_USEC tells the manager that it is a new one.
    func reloading() { send("RELOADING=1\nMONOTONIC_USEC=\(uaed_monotonic())") }

    /// Sends the line that `systemctl status` shows, if it differs from the one before.
    func say(_ line: String) {
        let line = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        let isNews = status.withLock { status in
            defer { status = line }
            return status != line
        }
        if isNews { send("STATUS=\(line)") }
    }

    /// The variables that a service manager sets for this process alone; no child may take them for its own.
    static let variables = [
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
    ]
}
