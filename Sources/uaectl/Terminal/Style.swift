// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Colours on standard output, if it is a terminal that has them and `NO_COLOR` is not set.
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

    /// The colour of a job's state; an unknown state, perhaps from a newer daemon, is plain.
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
