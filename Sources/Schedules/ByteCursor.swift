// SPDX-License-Identifier: Apache-2.0
/// Takes bytes from the front. If fewer are left than requested, it takes none, because anybody may have written the
/// file.
struct ByteCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var first: UInt8? { rest.first }
    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard (0...rest.count).contains(count) else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: isWanted)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    /// Skips a character if it comes next.
    ///
    /// - Returns: whether it came next.
    mutating func skip(_ character: Character) -> Bool {
        guard let first, first == character.asciiValue else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes a big-endian integer in two's complement; nil if too few bytes are left.
    ///
    /// - Parameter width: bytes, at most 8.
    mutating func signed(_ width: Int) -> Int? {
        take(width).map { bytes in
            let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << UInt64(64 - 8 * width)
            return Int(Int64(bitPattern: bits) >> Int64(64 - 8 * width))
        }
    }
}
