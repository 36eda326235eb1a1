// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import Jobs

/// Computing time by owner and hour: the basis of ``Jobs/FairShare``, kept across restarts.
extension Ledger {
    /// Adds computing time to the present hour, and deletes hours that do not count any more.
    ///
    /// - Parameter seconds: keyed by owner.
    public func charge(_ seconds: [UInt32: Double], at now: Date) throws {
        let hour = Self.hour(now)
        try database.write { database in
            for (owner, more) in seconds where more > 0 {
                try database.execute(
                    sql: "INSERT INTO usage (owner_uid, hour, seconds) VALUES (?, ?, ?) "
                        + "ON CONFLICT (owner_uid, hour) DO UPDATE SET seconds = seconds + excluded.seconds",
                    arguments: [owner, hour, more])
            }
            // Hours from a clock that was once ahead would never get old enough.
            try database.execute(
                sql: "DELETE FROM usage WHERE hour <= ? OR hour > ?", arguments: [hour - FairShare.hours, hour + 1])
        }
    }

    /// Seconds of computing in the last day, keyed by owner.
    public func used(by now: Date) throws -> [UInt32: Double] {
        let hour = Self.hour(now)
        return try database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT owner_uid, SUM(seconds) FROM usage WHERE hour > ? AND hour <= ? GROUP BY owner_uid",
                arguments: [hour - FairShare.hours, hour + 1])
            return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        }
    }

    private static func hour(_ time: Date) -> Int { Int((time.timeIntervalSince1970 / 3600).rounded(.down)) }
}
