// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// One to four bytes changed, removed or doubled; mostly near the names and structure at the ends.
func mutate(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let reach = Bool.random(using: &generator) ? bytes.count : min(bytes.count, 400)
        let place = Int.random(in: 0..<reach, using: &generator)
        let index = Bool.random(using: &generator) ? place : bytes.count - 1 - place
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(bytes[index], at: index)
        case 4 where index + 8 <= bytes.count:
            // Extreme integers: −1, the smallest, the largest.
            let low: UInt8 = [0x00, 0xFF].randomElement(using: &generator) ?? 0
            let high: UInt8 = [0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            bytes.replaceSubrange(index..<index + 8, with: Array(repeating: low, count: 7) + [high])
        default: bytes[index] = [0x00, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
        }
    }
    return bytes
}

/// A JSON text in which one to three numbers, words or signs are others: small ones, absurd ones, ones of another kind.
func mutateText(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let values = [
        "-1", "0", "1", "2", "3", "7", "9223372036854775807", "-9223372036854775808", "4294967296", "1e308", "0.5",
        "null", "true", "\"x\"", "[]", "{}", "[1, 2]", "NaN",
    ]
    var bytes = whole
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        guard let from = bytes[start...].firstIndex(where: isNumber) else { continue }
        let end = bytes[from...].firstIndex { !isNumber($0) } ?? bytes.endIndex
        bytes.replaceSubrange(from..<end, with: Array((values.randomElement(using: &generator) ?? "").utf8))
    }
    return Bool.random(using: &generator) ? bytes : mutate(bytes, &generator)
}

private func isNumber(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
