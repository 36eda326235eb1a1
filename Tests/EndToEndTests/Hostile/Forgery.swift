// SPDX-License-Identifier: Apache-2.0
/// Checksums and compressed data by their definitions (RFC 1950, 1951, 1952), so that a corpus can be right or wrong in
/// any single place.
enum Forgery {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
    }

    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }

    static func adler32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let (a, b) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
            let a = (sums.0 + UInt32(byte)) % 65521
            return (a, (sums.1 + a) % 65521)
        }
        return b << 16 | a
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

    /// One stored block in zlib's frame.
    static func zlib(_ bytes: [UInt8], header: [UInt8] = [0x78, 0x01], checksum: UInt32? = nil) -> [UInt8] {
        var packed = header
        for start in stride(from: 0, through: max(bytes.count - 1, 0), by: 65535) {
            let part = bytes[start..<min(start + 65535, bytes.count)]
            let size = UInt16(part.count)
            packed.append(start + 65535 >= bytes.count ? 1 : 0)
            for word in [size, ~size] { packed += [UInt8(word & 0xFF), UInt8(word >> 8)] }
            packed += part
        }
        return packed + bigEndian(checksum ?? adler32(bytes))
    }

    /// `count` equal bytes in a thousandth of that: a block of codes made for it (RFC 1951, 3.2.7), in which the longest match,
    /// 258 bytes at distance 1 (symbol 285), takes one bit and its distance another.
    ///
    /// - Precondition: `byte` is 0, or 11 to 244: the description of the codes knows no shorter runs of zeros.
    static func deflated(repeating byte: UInt8, count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.put(1, 1)
        bits.put(2, 2)
        bits.codes(literal: byte)
        bits.reversed(0b10, 2)
        for _ in 0..<(count - 1) / 258 { bits.put(0, 2) }
        for _ in 0..<(count - 1) % 258 { bits.reversed(0b10, 2) }
        bits.reversed(0b11, 2)
        return bits.finished
    }

    static func zlib(repeating byte: UInt8, count: Int) -> [UInt8] {
        // Adler's sums of equal bytes, in closed form.
        let a = (1 + count % 65521 * Int(byte)) % 65521
        let pairs =
            count % 2 == 0 ? (count / 2 % 65521) * ((count + 1) % 65521) : (count % 65521) * ((count + 1) / 2 % 65521)
        let b = (count % 65521 + pairs % 65521 * Int(byte)) % 65521
        return [0x78, 0x01] + deflated(repeating: byte, count: count) + bigEndian(UInt32(b << 16 | a))
    }

    static func gzip(_ deflated: [UInt8], crc: UInt32, count: Int) -> [UInt8] {
        let trailer = [crc, UInt32(truncatingIfNeeded: count)].flatMap { bigEndian($0).reversed() }
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated + trailer
    }

    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var pending: UInt32 = 0
        private var count: UInt32 = 0

        /// The lowest bit first.
        mutating func put(_ value: UInt32, _ width: UInt32) {
            pending |= value << count
            count += width
            while count >= 8 {
                bytes.append(UInt8(pending & 0xFF))
                pending >>= 8
                count -= 8
            }
        }

        /// A Huffman code: the highest bit first.
        mutating func reversed(_ code: UInt32, _ width: UInt32) {
            put((0..<width).reduce(0) { $0 << 1 | code >> $1 & 1 }, width)
        }

        /// 286 literals and lengths, one distance, and 18 lengths of the codes that describe them: 1 bit for symbol 285, 2 for
        /// the literal and for the end of the block.
        mutating func codes(literal: UInt8) {
            put(29, 5)
            put(0, 5)
            put(14, 4)
            // Of 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1: one bit for 18, two for 2 and 1.
            for length: UInt32 in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] { put(length, 3) }
            let (one, two) = (UInt32(0b10), UInt32(0b11))
            zeros(Int(literal))
            reversed(two, 2)
            zeros(255 - Int(literal))
            reversed(two, 2)
            zeros(28)
            reversed(one, 2)
            reversed(one, 2)
        }

        /// Symbol 18: 11 to 138 unused codes.
        private mutating func zeros(_ count: Int) {
            var left = count
            while left > 0 {
                let run = left > 138 && left - 138 < 11 ? 127 : min(left, 138)
                put(0, 1)
                put(UInt32(run - 11), 7)
                left -= run
            }
        }

        var finished: [UInt8] { count == 0 ? bytes : bytes + [UInt8(pending & 0xFF)] }
    }
}
