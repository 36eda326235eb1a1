// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where things are unless the configuration says otherwise: for root the system's places, otherwise the user's (XDG).
package struct Places: Sendable, Equatable {
    var configuration: String
    var inbox: String
    var outbox: String
    var state: String
    var socket: String

    static let system = Places(
        configuration: "/etc/uaed/uaed.toml", inbox: "/var/lib/uaed/inbox", outbox: "/var/lib/uaed/outbox",
        state: "/var/lib/uaed/state", socket: "/run/uaed/uaed.sock")

    static func user(environment: [String: String], uid: UInt32) -> Places {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = variable("HOME") ?? NSHomeDirectory()
        return Places(
            configuration: (variable("XDG_CONFIG_HOME") ?? "\(home)/.config") + "/uaed/uaed.toml",
            inbox: "\(home)/uaed/inbox", outbox: "\(home)/uaed/outbox",
            state: (variable("XDG_STATE_HOME") ?? "\(home)/.local/state") + "/uaed",
            socket: (variable("XDG_RUNTIME_DIR") ?? "/run/user/\(uid)") + "/uaed/uaed.sock")
    }

    static func current() -> Places {
        getuid() == 0 ? .system : .user(environment: ProcessInfo.processInfo.environment, uid: getuid())
    }
}
