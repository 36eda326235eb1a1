// SPDX-License-Identifier: Apache-2.0
/// A line of `uaed-watch`, which names a folder by its number.
enum WatchAnswer: Equatable {
    /// Something about an entry of the folder changed.
    case look(Int)
    /// Folders in it came or went, or its watch is in force from now on, so it must be listed.
    case list(Int)
    /// It cannot be watched; the second number is the errno.
    case cannot(Int, Int32)
    /// It cannot be watched, because the limit of watches is reached.
    case limit(Int)
    /// Events were lost.
    case lost
    /// Every command before this `sync` is done.
    case ready(Int)

    /// Returns nil for anything else; whoever writes that is not trusted.
    init?(_ line: some Collection<UInt8>) {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let numbers = words.dropFirst().compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard let word = words.first, numbers.count == words.count - 1, numbers.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        switch (String(decoding: word, as: UTF8.self), numbers.count) {
        case ("look", 1): self = .look(numbers[0])
        case ("list", 1): self = .list(numbers[0])
        case ("cannot", 2): self = .cannot(numbers[0], Int32(clamping: numbers[1]))
        case ("limit", 1): self = .limit(numbers[0])
        case ("lost", 0): self = .lost
        case ("ready", 1): self = .ready(numbers[0])
        default: return nil
        }
    }

    static let longestLine = 64
}
