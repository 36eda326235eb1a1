/// Names of files and folders as the kernel takes them: bytes, where a character of Swift may be several scalars.
extension String {
    /// A dot and an accent after it are one character, and a hidden name all the same.
    public var isHidden: Bool { utf8.first == UInt8(ascii: ".") }

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
