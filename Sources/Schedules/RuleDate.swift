// SPDX-License-Identifier: Apache-2.0
/// The moment in each year at which a rule changes the clock (RFC 8536, 3.3).
struct RuleDate: Sendable, Equatable {
    enum Day: Sendable, Equatable {
        /// `M10.5.0`: month, week and weekday; the fifth week stands for the last of these weekdays in the month, and 0
        /// is Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
        /// `J60`: a day of the year, counted from 1 without February 29, so that it is always March 1.
        case withoutLeapDay(Int)
        /// `59`: a day of the year, counted from 0 with February 29.
        case ofYear(Int)
    }

    let day: Day
    /// Seconds after midnight, on the clock before the change; may be negative or exceed a day.
    let time: Int

    /// The moment in `year`, in seconds since 1970 on that clock.
    func second(in year: Int) -> Int { dayNumber(in: year) * 86_400 + time }

    private func dayNumber(in year: Int) -> Int {
        switch day {
        case .weekday(let month, let week, let weekday):
            let first = CivilDay(year: year, month: month, day: 1)
            let day = first.number + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            return day < first.firstOfNextMonth.number ? day : day - 7
        case .withoutLeapDay(let count):
            // 2001 had no February 29.
            let (_, month, day) = CivilDay(number: CivilDay(year: 2001, month: 1, day: 1).number + count - 1).parts
            return CivilDay(year: year, month: month, day: day).number
        case .ofYear(let count): return CivilDay(year: year, month: 1, day: 1).number + count
        }
    }
}
