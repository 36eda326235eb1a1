// SPDX-License-Identifier: Apache-2.0
import Base

/// Makes text from others safe for a terminal, by the same rule as the daemon's log.
enum Escaping {
    /// For a name or a message: the result is one line.
    static func line(_ text: String) -> String { text.writtenOut() }

    /// For a log: line ends and tabs stay.
    static func log(_ text: String) -> String { text.writtenOut { $0 == "\n" || $0 == "\t" } }
}
