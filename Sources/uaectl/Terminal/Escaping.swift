// SPDX-License-Identifier: Apache-2.0
import Base

/// Text that others wrote, made safe for a terminal: by the rule that the daemon's log goes by too.
enum Escaping {
    /// A name or a message: one line.
    static func line(_ text: String) -> String { text.writtenOut() }

    /// A log: its line ends and tabs stay.
    static func log(_ text: String) -> String { text.writtenOut { $0 == "\n" || $0 == "\t" } }
}
