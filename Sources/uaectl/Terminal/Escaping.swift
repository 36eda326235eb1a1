/// Text that others wrote, made safe for a terminal: no byte of it can move the cursor, set a title or turn text around.
enum Escaping {
    /// A name or a message: one line.
    static func line(_ text: String) -> String { escaped(text) { _ in false } }

    /// A log: its line ends and tabs stay.
    static func log(_ text: String) -> String { escaped(text) { $0 == "\n" || $0 == "\t" } }

    private static func escaped(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isUnsafe($0) && !isKept($0) }) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar), !isKept(scalar) {
                safe += written(scalar)
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// Control characters (C0, DEL, C1), line separators and the marks that change the direction of writing.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// `\n`, `\t`, `\r`, `\x1b`, `\u{202e}`
    private static func written(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default:
            scalar.value < 0x100
                ? "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
                : "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }
}
