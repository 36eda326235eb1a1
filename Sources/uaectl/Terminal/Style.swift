// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Colours: on a terminal that has them, unless `NO_COLOR` is set (no-color.org).
enum Style: String {
    case plain = "0"
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"

    static let isOn: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return Console.isTerminal(1) && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }()

    func callAsFunction(_ text: String) -> String {
        Self.isOn && self != .plain ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A job's state; a state of a newer daemon is plain.
    static func state(_ state: String) -> Style {
        switch state {
        case "published": .green
        case "failed": .red
        case "waiting", "held": .yellow
        case "running", "publishing": .cyan
        case "cancelled": .faint
        default: .plain
        }
    }
}
