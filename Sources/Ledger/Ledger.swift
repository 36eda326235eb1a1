import Failures
import Foundation
import GRDB
import Jobs

/// The daemon's database: jobs and their events in SQLite (WAL, synchronous=FULL). A call that has returned is durable.
public final class Ledger: Sendable {
    let database: DatabaseQueue

    /// Opens or creates the database and brings its schema up to date.
    ///
    /// - Throws: `Failure`, refused `damaged-ledger`, where SQLite finds it corrupt: it is never overwritten.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.label = "ledger"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            try Self.check(database)
            guard try !database.read(Schema.migrator.hasBeenSuperseded) else { throw Self.newer(path) }
            try Schema.migrator.migrate(database)
        } catch let error as DatabaseError {
            throw Self.failure(error, path)
        }
    }

    /// SQLite's own look at the whole file.
    ///
    /// - Throws: `Failure`, refused `damaged-ledger`.
    public func check() throws {
        do { try Self.check(database) } catch let error as DatabaseError { throw Self.failure(error, database.path) }
    }

    /// Nothing may be asked of it afterwards.
    public func close() throws { try database.close() }

    private static func newer(_ path: String) -> Failure {
        Failure.refused(
            "newer-ledger", "the ledger of jobs was written by a newer uaed",
            hint: "install that version again; nothing was changed", file: path)
    }

    private static func check(_ database: DatabaseQueue) throws {
        let found = try database.read { try String.fetchAll($0, sql: "PRAGMA quick_check") }
        guard found == ["ok"] else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: found.prefix(3).joined(separator: "; "))
        }
    }

    private static func failure(_ error: DatabaseError, _ path: String) -> Failure {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            Failure(
                .refused, code: "damaged-ledger", "the ledger of jobs is damaged",
                hint: "restart uaed: it moves the file aside and finds the jobs again by their claims and results",
                file: path, cause: error.message)
        case .SQLITE_FULL:
            Failure(.environment, code: "disk-full", "the ledger's disk is full", hint: "df -h '\(path)'", file: path)
        default:
            Failure(
                .environment, code: "ledger", "the ledger of jobs cannot be opened",
                hint: "ls -l '\(path)'", file: path, cause: "\(error)")
        }
    }
}
