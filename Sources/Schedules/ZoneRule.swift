// SPDX-License-Identifier: Apache-2.0
/// The rule in a zone file's last line, which holds for ever after its last change (RFC 8536, 3.3): one offset, or two that
/// take turns each year.
struct ZoneRule: Sendable, Equatable {
    /// The second of the two offsets. It lies before the other one in Dublin, where the winter is what is special.
    struct Daylight: Sendable, Equatable {
        let offset: Int
        let begin: RuleDate
        let end: RuleDate
    }

    /// Seconds east of Greenwich, as all offsets are.
    let standard: Int
    let daylight: Daylight?

    /// What RFC 8536, 3.2, lets an offset be: more than -25 hours and less than 26.
    static let offsets = -89_999...93_599

    func offset(at second: Int) -> Int {
        guard let daylight else { return standard }
        let begun = begins(near: second).last { $0 <= second }
        let ended = ends(near: second).last { $0 <= second }
        // Both at one instant: a year of daylight follows the next (RFC 8536, 3.3.1).
        return begun ?? .min >= ended ?? .min ? daylight.offset : standard
    }

    func change(after second: Int) -> Int? {
        (begins(near: second) + ends(near: second)).filter { $0 > second }.min()
    }

    /// Ascending. A date's time may lie a week outside its year, hence two years on each side.
    private func begins(near second: Int) -> [Int] {
        guard let daylight else { return [] }
        return Self.years(near: second).map { daylight.begin.second(in: $0) - standard }
    }

    private func ends(near second: Int) -> [Int] {
        guard let daylight else { return [] }
        return Self.years(near: second).map { daylight.end.second(in: $0) - daylight.offset }
    }

    private static func years(near second: Int) -> ClosedRange<Int> {
        let year = CivilDay(number: floorDivide(second, 86_400)).parts.year
        return year - 2...year + 2
    }
}
