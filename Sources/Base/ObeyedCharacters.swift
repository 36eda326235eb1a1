// SPDX-License-Identifier: Apache-2.0
/// Characters that a terminal obeys instead of showing them. Logs and programs escape them by this one rule, so that
/// foreign bytes cannot move the cursor, set a title, turn text around or begin a line of their own.
extension Unicode.Scalar {
    /// Whether it is a control character (C0, DEL, C1), a line or paragraph separator, or a mark that changes the
    /// direction of writing.
    public var isObeyedByTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// The escape sequence, for example `\n`, `\t`, `\r`, `\x1b` or `\u{202e}`.
    fileprivate var writtenOut: String {
        switch self {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default:
            value < 0x100
                ? "\\x" + (value < 0x10 ? "0" : "") + String(value, radix: 16)
                : "\\u{" + String(value, radix: 16) + "}"
        }
    }
}

extension String {
    /// The text with every character that a terminal obeys escaped, except those for which `isKept` returns true.
    public func writtenOut(keeping isKept: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
        guard unicodeScalars.contains(where: { $0.isObeyedByTerminals && !isKept($0) }) else { return self }
        var safe = ""
        for scalar in unicodeScalars {
            if scalar.isObeyedByTerminals, !isKept(scalar) {
                safe += scalar.writtenOut
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
