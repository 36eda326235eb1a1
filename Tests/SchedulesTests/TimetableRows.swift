// SPDX-License-Identifier: Apache-2.0
/// zone | line | after | next tick, both in UTC.
///
/// The changes: Berlin 2026-03-29T01:00Z (02:00 → 03:00) and 2026-10-25T01:00Z (03:00 → 02:00); New York 2026-03-08T07:00Z
/// and 2026-11-01T06:00Z; Lord Howe, half an hour, 2026-04-04T15:00Z (02:00 → 01:30) and 2026-10-03T15:30Z (02:00 → 02:30);
/// Apia had no December 30 in 2011: its clocks went from -10:00 to +14:00 at 2011-12-30T10:00Z.
enum TimetableRows {
    static let text = """
        # the line's meaning
        UTC | * * * * * | 2026-01-01T00:00Z | 2026-01-01T00:01Z
        UTC | 0 3 * * * | 2026-01-01T02:59Z | 2026-01-01T03:00Z
        UTC | 0 3 * * * | 2026-01-01T03:00Z | 2026-01-02T03:00Z
        UTC | 59 23 31 12 * | 2026-01-01T00:00Z | 2026-12-31T23:59Z
        UTC | */15 * * * * | 2026-01-01T00:46Z | 2026-01-01T01:00Z
        UTC | 5-59/20 * * * * | 2026-01-01T00:26Z | 2026-01-01T00:45Z
        UTC | 0 8-10,20 * * * | 2026-01-01T10:00Z | 2026-01-01T20:00Z
        UTC | 0 0 1 jan,JUL * | 2026-01-02T00:00Z | 2026-07-01T00:00Z
        UTC | 0 0 1 nov-dec * | 2026-11-02T00:00Z | 2026-12-01T00:00Z
        UTC | 0 0 * * mon-fri | 2026-01-02T00:00Z | 2026-01-05T00:00Z
        UTC | 0 0 * * 0 | 2026-01-01T00:00Z | 2026-01-04T00:00Z
        UTC | 0 0 * * 7 | 2026-01-01T00:00Z | 2026-01-04T00:00Z
        UTC | 0 0 * * fri-7 | 2026-01-03T00:00Z | 2026-01-04T00:00Z
        UTC | 0 0 31 * * | 2026-01-31T00:00Z | 2026-03-31T00:00Z
        UTC | 0 0 29 2 * | 2026-01-01T00:00Z | 2028-02-29T00:00Z
        UTC | 0 0 29 2 * | 2096-02-29T00:00Z | 2104-02-29T00:00Z
        UTC | 0 0 30 2 * | 2026-01-01T00:00Z | never
        UTC | 0 0 31 4,6,9,11 * | 2026-01-01T00:00Z | never
        # both days restricted: either; a star at the front: both
        UTC | 0 0 13 * 5 | 2026-01-01T00:00Z | 2026-01-02T00:00Z
        UTC | 0 0 13 * 5 | 2026-01-09T00:00Z | 2026-01-13T00:00Z
        UTC | 0 0 13 2 5 | 2026-02-06T00:00Z | 2026-02-13T00:00Z
        UTC | 0 0 */2 * 1 | 2026-01-01T00:00Z | 2026-01-05T00:00Z
        UTC | 0 0 */2 * 1 | 2026-01-05T00:00Z | 2026-01-19T00:00Z
        UTC | 0 0 13 * */5 | 2026-01-01T00:00Z | 2026-02-13T00:00Z
        # nicknames
        UTC | @hourly | 2026-01-01T00:00Z | 2026-01-01T01:00Z
        UTC | @daily | 2026-01-01T00:00Z | 2026-01-02T00:00Z
        UTC | @midnight | 2026-01-01T12:00Z | 2026-01-02T00:00Z
        UTC | @weekly | 2026-01-01T00:00Z | 2026-01-04T00:00Z
        UTC | @monthly | 2026-01-01T00:00Z | 2026-02-01T00:00Z
        UTC | @yearly | 2026-01-01T00:00Z | 2027-01-01T00:00Z
        UTC | @annually | 2025-12-31T23:59Z | 2026-01-01T00:00Z
        # Berlin, an hour is skipped
        Europe/Berlin | 0 3 * * * | 2026-01-01T00:00Z | 2026-01-01T02:00Z
        Europe/Berlin | 30 1 * * * | 2026-03-28T12:00Z | 2026-03-29T00:30Z
        Europe/Berlin | 0 2 * * * | 2026-03-28T12:00Z | 2026-03-29T01:00Z
        Europe/Berlin | 30 2 * * * | 2026-03-28T12:00Z | 2026-03-29T01:00Z
        Europe/Berlin | 30 2 * * * | 2026-03-29T01:00Z | 2026-03-30T00:30Z
        Europe/Berlin | 15,45 2 * * * | 2026-03-29T00:00Z | 2026-03-29T01:00Z
        Europe/Berlin | 15,45 2 * * * | 2026-03-29T01:00Z | 2026-03-30T00:15Z
        Europe/Berlin | 0 2,3 * * * | 2026-03-29T01:00Z | 2026-03-30T00:00Z
        Europe/Berlin | 0 3 * * * | 2026-03-28T12:00Z | 2026-03-29T01:00Z
        Europe/Berlin | 30 2 29 3 * | 2026-03-01T00:00Z | 2026-03-29T01:00Z
        Europe/Berlin | */30 2 * * * | 2026-03-28T12:00Z | 2026-03-30T00:00Z
        Europe/Berlin | 30 * * * * | 2026-03-29T00:30Z | 2026-03-29T01:30Z
        # Berlin, an hour comes twice
        Europe/Berlin | 0 2 * * * | 2026-10-24T12:00Z | 2026-10-25T00:00Z
        Europe/Berlin | 30 2 * * * | 2026-10-24T12:00Z | 2026-10-25T00:30Z
        Europe/Berlin | 30 2 * * * | 2026-10-25T00:30Z | 2026-10-26T01:30Z
        Europe/Berlin | 30 2 * * * | 2026-10-25T01:10Z | 2026-10-26T01:30Z
        Europe/Berlin | 0 3 * * * | 2026-10-25T00:30Z | 2026-10-25T02:00Z
        Europe/Berlin | 0,30 1-3 * * * | 2026-10-25T00:30Z | 2026-10-25T02:00Z
        Europe/Berlin | 30 * * * * | 2026-10-25T00:30Z | 2026-10-25T01:30Z
        Europe/Berlin | */30 2 * * * | 2026-10-25T00:30Z | 2026-10-25T01:00Z
        # New York
        America/New_York | 30 2 * * * | 2026-03-07T12:00Z | 2026-03-08T07:00Z
        America/New_York | 30 2 * * * | 2026-03-08T07:00Z | 2026-03-09T06:30Z
        America/New_York | 30 1 * * * | 2026-10-31T12:00Z | 2026-11-01T05:30Z
        America/New_York | 30 1 * * * | 2026-11-01T05:30Z | 2026-11-02T06:30Z
        America/New_York | 30 1 1 11 * | 2026-11-01T06:10Z | 2027-11-01T05:30Z
        America/New_York | 0 */6 * * * | 2026-03-08T05:00Z | 2026-03-08T10:00Z
        America/New_York | @daily | 2026-07-01T04:00Z | 2026-07-02T04:00Z
        # Lord Howe: half an hour
        Australia/Lord_Howe | 15 2 * * * | 2026-10-03T12:00Z | 2026-10-03T15:30Z
        Australia/Lord_Howe | 0 2 * * * | 2026-10-03T12:00Z | 2026-10-03T15:30Z
        Australia/Lord_Howe | 30 2 * * * | 2026-10-03T12:00Z | 2026-10-03T15:30Z
        Australia/Lord_Howe | 45 2 * * * | 2026-10-03T12:00Z | 2026-10-03T15:45Z
        Australia/Lord_Howe | 15 2 * * * | 2026-10-03T15:30Z | 2026-10-04T15:15Z
        Australia/Lord_Howe | 15 * * * * | 2026-10-03T14:45Z | 2026-10-03T16:15Z
        Australia/Lord_Howe | 45 1 * * * | 2026-04-04T12:00Z | 2026-04-04T14:45Z
        Australia/Lord_Howe | 45 1 * * * | 2026-04-04T14:45Z | 2026-04-05T15:15Z
        Australia/Lord_Howe | 45 * * * * | 2026-04-04T14:45Z | 2026-04-04T15:15Z
        Australia/Lord_Howe | 15 1 * * * | 2026-04-04T12:00Z | 2026-04-04T14:15Z
        # Apia: a day is skipped, which is no daylight saving
        Pacific/Apia | 0 12 * * * | 2011-12-29T12:00Z | 2011-12-29T22:00Z
        Pacific/Apia | 0 12 * * * | 2011-12-29T22:00Z | 2011-12-30T22:00Z
        Pacific/Apia | 0 12 30 12 * | 2011-12-01T00:00Z | 2012-12-29T22:00Z
        Pacific/Apia | 0 0 31 12 * | 2011-12-29T22:00Z | 2011-12-30T10:00Z
        Pacific/Apia | 0 0 * * 5 | 2011-12-29T09:00Z | 2012-01-05T10:00Z
        Pacific/Apia | 30 * * * * | 2011-12-30T09:30Z | 2011-12-30T10:30Z
        """
}
