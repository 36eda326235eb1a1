// SPDX-License-Identifier: Apache-2.0
/// The 44 bytes before each data block of a zone file (RFC 8536, 3.1), with the number of elements in the block.
struct ZoneFileHeader {
    /// 1 to 4; the fourth is RFC 9636's, and differs in leap seconds alone.
    let version: Int
    /// Number of changes of the local time.
    let changes: Int
    /// Number of kinds of local time, each an offset with its abbreviation.
    let kinds: Int
    /// Bytes of all abbreviations.
    let letters: Int
    let leapSeconds: Int
    /// Numbers of marks that say how changes were specified, which are not needed to compute them: one for each kind,
    /// or none.
    private let standardMarks: Int
    private let universalMarks: Int

    init?(_ bytes: inout ByteCursor) {
        guard bytes.take(4)?.elementsEqual("TZif".utf8) == true, let version = bytes.take(1)?.first,
            bytes.take(15) != nil
        else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = bytes.signed(4), count >= 0 else { return nil }
            counts.append(count)
        }
        switch version {
        case 0: self.version = 1
        case UInt8(ascii: "2")...UInt8(ascii: "4"): self.version = Int(version - UInt8(ascii: "0"))
        default: return nil
        }
        (universalMarks, standardMarks, leapSeconds) = (counts[0], counts[1], counts[2])
        (changes, kinds, letters) = (counts[3], counts[4], counts[5])
    }

    /// Whether the block meets RFC 8536, and counts no leap seconds: the times of a file in "right/" are half a minute
    /// off.
    var isUsable: Bool {
        kinds > 0 && leapSeconds == 0 && [0, kinds].contains(standardMarks) && [0, kinds].contains(universalMarks)
    }

    /// Bytes of the block after changes and kinds, without leap seconds.
    var tail: Int { letters + standardMarks + universalMarks }

    /// Bytes of the whole block.
    ///
    /// - Parameter width: bytes of an instant. No product of counts overflows, because each count is below 2^31.
    func length(width: Int) -> Int { changes * (width + 1) + kinds * 6 + leapSeconds * (width + 4) + tail }
}
