// SPDX-License-Identifier: Apache-2.0
/// The rule in a zone file's last line, which holds for ever after the file's last change (RFC 8536, 3.3): one offset,
/// or two that alternate each year. All offsets are seconds east of Greenwich.
struct ZoneRule: Sendable, Equatable {
    /// The second of two offsets. It may be less than the first: in Dublin it is the winter that deviates.
    struct Daylight: Sendable, Equatable {
        let offset: Int
        let begin: RuleDate
        let end: RuleDate
    }

    /// The offset outside of ``daylight``.
    let standard: Int
    let daylight: Daylight?

    /// The offsets that RFC 8536, 3.2, permits: more than -25 hours and less than 26.
    static let offsets = -89_999...93_599

    func offset(at second: Int) -> Int {
        guard let daylight else { return standard }
        let begun = begins(near: second).last { $0 <= second }
        let ended = ends(near: second).last { $0 <= second }
        // If both are at one instant, a year of daylight follows the other (RFC 8536, 3.3.1).
        return begun ?? .min >= ended ?? .min ? daylight.offset : standard
    }

    func change(after second: Int) -> Int? {
        (begins(near: second) + ends(near: second)).filter { $0 > second }.min()
    }

    /// When daylight begins, ascending, in seconds since 1970 in UTC. A date's time may lie a week outside of its year,
    /// so two years on each side are included.
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
