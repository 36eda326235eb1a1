// SPDX-License-Identifier: Apache-2.0
extension ZoneRule {
    /// Parses `CET-1CEST,M3.5.0,M10.5.0/3`. Names are skipped, and offsets in the text count westward.
    ///
    /// - Returns: nil if the text breaks the format of RFC 8536, 3.3, which is that of POSIX's TZ with hours up to 167.
    init?(_ text: ArraySlice<UInt8>) {
        var bytes = ByteCursor(text)
        guard bytes.skipZoneName(), let west = bytes.time(hours: 24) else { return nil }
        standard = -west
        if bytes.isAtEnd {
            daylight = nil
        } else {
            guard let daylight = Daylight(&bytes, standard: -west), bytes.isAtEnd else { return nil }
            self.daylight = daylight
        }
    }
}

extension ZoneRule.Daylight {
    /// - Parameter standard: the offset in seconds to which an hour is added if the text gives none.
    fileprivate init?(_ bytes: inout ByteCursor, standard: Int) {
        guard bytes.skipZoneName() else { return nil }
        var offset = standard + 3600
        if bytes.first != UInt8(ascii: ",") {
            guard let west = bytes.time(hours: 24) else { return nil }
            offset = -west
        }
        guard ZoneRule.offsets.contains(offset), bytes.skip(","), let begin = RuleDate(&bytes), bytes.skip(","),
            let end = RuleDate(&bytes)
        else { return nil }
        self.init(offset: offset, begin: begin, end: end)
    }
}

extension RuleDate {
    fileprivate init?(_ bytes: inout ByteCursor) {
        guard let day = Day(&bytes) else { return nil }
        var time = 2 * 3600
        if bytes.skip("/") {
            guard let written = bytes.time(hours: 167) else { return nil }
            time = written
        }
        self.init(day: day, time: time)
    }
}

extension RuleDate.Day {
    fileprivate init?(_ bytes: inout ByteCursor) {
        if bytes.skip("M") {
            guard let month = bytes.number(1...12), bytes.skip("."), let week = bytes.number(1...5), bytes.skip("."),
                let weekday = bytes.number(0...6)
            else { return nil }
            self = .weekday(month: month, week: week, weekday: weekday)
        } else if bytes.skip("J") {
            guard let day = bytes.number(1...365) else { return nil }
            self = .withoutLeapDay(day)
        } else {
            guard let day = bytes.number(0...365) else { return nil }
            self = .ofYear(day)
        }
    }
}

extension ByteCursor {
    /// Skips a name: three letters or more, or, in angle brackets, also digits and signs.
    fileprivate mutating func skipZoneName() -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        guard skip("<") else { return take(while: isLetter).count >= 3 }
        let name = take { isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        return name.count >= 3 && skip(">")
    }

    /// Parses `[+-]hours[:minutes[:seconds]]`, in seconds.
    fileprivate mutating func time(hours: Int) -> Int? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard var seconds = number(0...hours).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] {
            guard skip(":") else { break }
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    fileprivate mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = take(while: Self.isDigit)
        // No number of a rule has more than three digits, and more could overflow.
        guard (1...3).contains(digits.count) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
