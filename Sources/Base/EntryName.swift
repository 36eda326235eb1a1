// SPDX-License-Identifier: Apache-2.0
/// File names and paths, compared by bytes as the kernel does. A Swift `Character` may join several scalars, even a '/'
/// with an accent that follows it.
extension String {
    /// Whether the name begins with a dot. Tests the first byte, because a dot and a combining accent after it are one
    /// `Character`.
    public var isHidden: Bool { utf8.first == UInt8(ascii: ".") }

    /// This path relative to `folder`, compared by bytes; nil if it does not lie below `folder`.
    public func below(_ folder: String) -> String? {
        guard utf8.starts(with: folder.utf8), utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/") else {
            return nil
        }
        return String(decoding: utf8.dropFirst(folder.utf8.count + 1), as: UTF8.self)
    }

    /// Whether it contains a '/'.
    public var isPath: Bool { utf8.contains(UInt8(ascii: "/")) }

    /// The first component of a path.
    public var firstName: String { String(decoding: utf8.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self) }

    /// The last component of a path.
    public var lastName: String {
        String(
            decoding: utf8.suffix(from: utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? startIndex),
            as: UTF8.self)
    }

    /// The path without its last component: "." if there is no other, "/" if that is the root.
    public var folderName: String {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == utf8.startIndex ? "/" : String(decoding: utf8[..<slash], as: UTF8.self)
    }

    /// The sign that joins the name and a '/' beside it into one character (UAX #29), as `U+0301`: a combining mark at
    /// its beginning or a prepended mark at its end. Code that splits paths by characters does not find the name then.
    /// nil if it has neither.
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
