// SPDX-License-Identifier: Apache-2.0
extension String {
    /// The bytes of a file name as text that is safe in every terminal, log and JSON document: control characters and
    /// bytes that are not UTF-8 are written as `\xe9`.
    public init(escapingName bytes: some Sequence<UInt8>) {
        self = ""
        let bytes = Array(bytes)
        var place = 0
        var rest = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &rest) {
            case .emptyInput: return
            case .error(let length):
                for byte in bytes[place..<place + length] { append(Self.escape(byte)) }
                place += length
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                if Self.isControl(scalar) {
                    for byte in encoded { append(Self.escape(byte)) }
                } else {
                    unicodeScalars.append(scalar)
                }
                place += encoded.count
            }
        }
    }

    /// Whether it contains line ends or other control characters (C0, DEL, C1).
    public var hasControlCharacters: Bool { unicodeScalars.contains(where: Self.isControl) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }

    private static func escape(_ byte: UInt8) -> String {
        "\\x" + (byte < 16 ? "0" : "") + Self(byte, radix: 16)
    }
}
