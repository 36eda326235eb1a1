// SPDX-License-Identifier: Apache-2.0
/// `manifest-sha256.txt` of a published folder: SHA-256 by path, as sha256sum(1) writes and checks it.
public enum DigestList {
    /// The list's name in a published folder.
    public static let name = "manifest-sha256.txt"

    private static let (backslash, newline, carriageReturn) = (UInt8(ascii: "\\"), UInt8(10), UInt8(13))

    /// One line of the list. Backslashes, newlines and carriage returns in a path are escaped, which a leading
    /// backslash marks.
    static func line(_ digest: String, _ path: String) -> String {
        let escaped = path.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case backslash: [backslash, backslash]
            case newline: [backslash, UInt8(ascii: "n")]
            case carriageReturn: [backslash, UInt8(ascii: "r")]
            default: [byte]
            }
        }
        let mark = escaped.count == path.utf8.count ? "" : "\\"
        return mark + digest + "  " + String(decoding: escaped, as: UTF8.self) + "\n"
    }

    /// Digests keyed by the bytes of the path, because names that are equal only by Unicode are different files.
    ///
    /// - Returns: nil if a line does not have the form that `line` writes, or a path occurs twice.
    public static func parse(_ bytes: [UInt8]) -> [[UInt8]: String]? {
        var digests: [[UInt8]: String] = [:]
        for line in bytes.split(separator: newline) {
            guard let (path, digest) = entry(line), digests.updateValue(digest, forKey: path) == nil else { return nil }
        }
        return digests
    }

    private static let digits = Set("0123456789abcdef".utf8)

    private static func entry(_ line: ArraySlice<UInt8>) -> (path: [UInt8], digest: String)? {
        let isEscaped = line.first == backslash
        let line = isEscaped ? line.dropFirst() : line
        let digest = line.prefix(64)
        guard digest.count == 64, digest.allSatisfy(digits.contains), line.dropFirst(64).prefix(2) == [32, 32],
            let path = isEscaped ? unescaped(line.dropFirst(66)) : Array(line.dropFirst(66)), !path.isEmpty
        else { return nil }
        return (path, String(decoding: digest, as: UTF8.self))
    }

    private static func unescaped(_ path: ArraySlice<UInt8>) -> [UInt8]? {
        var plain: [UInt8] = []
        var rest = path.makeIterator()
        while let byte = rest.next() {
            guard byte == backslash else {
                plain.append(byte)
                continue
            }
            switch rest.next() {
            case backslash: plain.append(backslash)
            case UInt8(ascii: "n"): plain.append(newline)
            case UInt8(ascii: "r"): plain.append(carriageReturn)
            default: return nil
            }
        }
        return plain
    }
}
