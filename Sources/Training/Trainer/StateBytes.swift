// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Writes words and numbers one behind the other, the least byte first.
struct StateWriter {
    var bytes: [UInt8]

    mutating func put(_ words: [UInt64]) {
        for word in words { for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(word >> shift & 255)) } }
    }

    /// Their count, and each number's bits in eight bytes or four.
    @specialized(where Scalar == Float)
    mutating func put<Scalar: Real>(numbers: [Scalar]) {
        put([UInt64(numbers.count)])
        bytes.reserveCapacity(bytes.count + numbers.count * MemoryLayout<Scalar>.size + 256)
        for number in numbers {
            let bits = MemoryLayout<Scalar>.size == 4 ? UInt64(Float(number).bitPattern) : Double(number).bitPattern
            for shift in stride(from: 0, to: 8 * MemoryLayout<Scalar>.size, by: 8) {
                bytes.append(UInt8(bits >> shift & 255))
            }
        }
    }
}

/// Reads what ``StateWriter`` wrote.
struct StateReader {
    let bytes: [UInt8]
    var place: Int

    private mutating func bits(_ size: Int) throws -> UInt64 {
        guard place + size <= bytes.count else {
            throw Failure.refused("training-state", "the state of the training ends too early")
        }
        defer { place += size }
        return (0..<size).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
    }

    mutating func word() throws -> UInt64 { try bits(8) }

    mutating func numbers<Scalar: Real>() throws -> [Scalar] {
        let size = MemoryLayout<Scalar>.size
        let count = try word()
        guard count <= UInt64((bytes.count - place) / size) else {
            throw Failure.refused("training-state", "the state of the training ends too early")
        }
        return try (0..<Int(count)).map { _ in
            let bits = try bits(size)
            return size == 4
                ? Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Scalar(Double(bitPattern: bits))
        }
    }
}

/// FNV-1a with 64 bits: tells damage, not malice.
enum Checksum {
    static func of(_ bytes: some Sequence<UInt8>, from start: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The same by whole words.
    @specialized(where Scalar == Float)
    static func of<Scalar: Real>(numbers: [Scalar], from start: UInt64) -> UInt64 {
        numbers.reduce(start) { ($0 ^ Double($1).bitPattern) &* 0x100_0000_01b3 }
    }
}
