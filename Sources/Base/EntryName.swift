// SPDX-License-Identifier: Apache-2.0
/// Names of files and folders as the kernel takes them: bytes, where a character of Swift may be several scalars.
extension String {
    /// A dot and an accent after it are one character, and a hidden name all the same.
    public var isHidden: Bool { utf8.first == UInt8(ascii: ".") }

    /// The path from `folder` on that this one takes below it, by bytes; nil where it lies elsewhere.
    public func below(_ folder: String) -> String? {
        guard utf8.starts(with: folder.utf8), utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/") else {
            return nil
        }
        return String(decoding: utf8.dropFirst(folder.utf8.count + 1), as: UTF8.self)
    }

    /// There is a '/' in it.
    public var isPath: Bool { utf8.contains(UInt8(ascii: "/")) }

    /// A path's first name.
    public var firstName: String { String(decoding: utf8.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self) }

    /// A path's last name.
    public var lastName: String {
        String(
            decoding: utf8.suffix(from: utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? startIndex),
            as: UTF8.self)
    }

    /// The sign by which a name becomes one character with the '/' beside it (UAX #29), as `U+0301`: a combining mark at its
    /// beginning, a prepended one at its end. Whoever takes paths apart by characters does not find such a name.
    public var joiningSign: String? {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last, !first.isASCII || !last.isASCII else {
            return nil
        }
        let path = "/" + self + "/"
        let sign = path.first != "/" ? first : path.last != "/" ? last : nil
        return sign.map { sign in
            let digits = String(sign.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }
}
