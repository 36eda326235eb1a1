// SPDX-License-Identifier: Apache-2.0
/// The type of an array's elements, as NumPy's `descr` spells it: `<f4`, `|u1`, `>i8`, `<U12`.
package struct ElementType: Equatable, Sendable {
    package let descr: String
    /// The letter: `f` for real numbers, `u` and `i` for whole ones, `b` for truth values.
    let kind: Character
    /// Bytes of an element.
    package let size: Int
    package let isBigEndian: Bool

    /// nil for Python objects, records, and what is no type.
    package init?(_ descr: String) {
        let order = descr.first
        guard let order, "<>|".contains(order), let kind = descr.dropFirst().first, "biufcSUVmM".contains(kind),
            let number = Int(descr.dropFirst(2).prefix { $0 != "[" }), (1...1 << 20).contains(number)
        else { return nil }
        self.descr = descr
        self.kind = kind
        // A character of text takes four bytes.
        size = kind == "U" ? 4 * number : number
        isBigEndian = order == ">"
    }

    /// Whether it is a real number of 16, 32 or 64 bits.
    package var isReal: Bool { kind == "f" && [2, 4, 8].contains(size) }

    /// Whether it is a whole number or a truth value.
    var isWhole: Bool { "iub".contains(kind) && [1, 2, 4, 8].contains(size) }

    /// The largest value of an element that is a pixel: 255 or 65535, and 1 for a truth value; nil if it is none.
    var levels: Int? {
        switch (kind, size) {
        case ("u", 1): 255
        case ("u", 2): 65535
        case ("b", 1): 1
        default: nil
        }
    }

    /// What NumPy calls it, for people: `uint8`, `float32`.
    var words: String {
        let names: [Character: String] = ["f": "float", "u": "uint", "i": "int"]
        return kind == "b" ? "bool" : names[kind].map { $0 + String(8 * size) } ?? descr
    }

    /// The bits of the element that starts at byte `place`.
    package func bits(_ bytes: [UInt8], at place: Int) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<size {
            bits = bits << 8 | UInt64(bytes[place + (isBigEndian ? index : size - 1 - index)])
        }
        return bits
    }

    /// The real number with these bits.
    ///
    /// - Precondition: `isReal`.
    package func real(_ bits: UInt64) -> Double {
        switch size {
        case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
        case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        default: Double(bitPattern: bits)
        }
    }

    /// The whole number with these bits; nil beyond Int64.
    ///
    /// - Precondition: `isWhole`.
    func whole(_ bits: UInt64) -> Int64? {
        if kind == "u" { return Int64(exactly: bits) }
        if kind == "b" { return bits == 0 ? 0 : 1 }
        let unused = UInt64(64 - 8 * size)
        return Int64(bitPattern: bits << unused) >> Int64(unused)
    }

    /// Appends the bytes of an element with these bits.
    func append(_ bits: UInt64, to bytes: inout [UInt8]) {
        for index in 0..<size {
            let shift = UInt64(8 * (isBigEndian ? size - 1 - index : index))
            bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
    }
}

extension ElementType {
    /// The representable number nearest to `value`.
    func rounded(_ value: Double) -> Double {
        switch size {
        case 2: Double(Float16(value))
        case 4: Double(Float(value))
        default: value
        }
    }

    /// The representable number beside `value`, which is one, towards `other`.
    func neighbour(of value: Double, towards other: Double) -> Double {
        guard other != value else { return value }
        switch size {
        case 2: return Double(other > value ? Float16(value).nextUp : Float16(value).nextDown)
        case 4: return Double(other > value ? Float(value).nextUp : Float(value).nextDown)
        default: return other > value ? value.nextUp : value.nextDown
        }
    }

    /// The bits of a representable number.
    func bits(of value: Double) -> UInt64 {
        switch size {
        case 2: UInt64(Float16(value).bitPattern)
        case 4: UInt64(Float(value).bitPattern)
        default: value.bitPattern
        }
    }
}
