// SPDX-License-Identifier: Apache-2.0
/// Characters that a terminal obeys instead of showing them. Logs and programs write them out by this one rule, so that no
/// byte of a stranger's can move the cursor, set a title, turn text around or make a line of its own.
extension Unicode.Scalar {
    /// Control characters (C0, DEL, C1), line and paragraph separators, and the marks that change the direction of writing.
    public var isObeyedByTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// `\n`, `\t`, `\r`, `\x1b`, `\u{202e}`
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
    /// The text with what a terminal would obey written out, but for what is kept.
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
