// SPDX-License-Identifier: Apache-2.0
import Base
import GRDB
import Glibc
import Jobs

/// The daemon's database: jobs, events and schedules in SQLite. A call that has returned is durable (WAL,
/// synchronous=FULL).
///
/// Only one process may have it open (locking_mode=EXCLUSIVE). The index of its log is then in memory and not in a
/// shared file, which a full disk would turn into SIGBUS. `uaectl doctor --ledger-copy` gives others a copy.
public final class Ledger: Sendable {
    let database: LedgerFile

    /// Opens or creates the database and brings its schema up to date.
    ///
    /// - Throws: `Failure`, refused `damaged-ledger` if SQLite finds it corrupt (it is never overwritten), refused
    ///   `newer-ledger` if a newer version wrote it; environment if it cannot be opened.
    public init(path: String) throws {
        do {
            database = try LedgerFile(path) { try Self.open(path) }
        } catch let error as DatabaseError {
            throw Self.failure(error, path)
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(10)
        // GRDB's own journalMode = .wal would set synchronous=NORMAL afterwards.
        configuration.prepareDatabase { database in
            // Must come before the first access to the log.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL")
            guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "no write-ahead log")
            }
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try check(queue)
        guard try !queue.read(Schema.migrator.hasBeenSuperseded) else { throw newer(path) }
        try Schema.migrator.migrate(queue)
        try makeShrinkable(queue)
        // A version that shared the database left it; nothing reads it any more.
        unlink(path + "-shm")
        return queue
    }

    /// A database of an older version can give pages back only once it has been rewritten as a whole.
    private static func makeShrinkable(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { database in
            guard try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == 0 else { return }
            do {
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
                // The next start tries again.
            }
        }
    }

    /// SQLite's own check of the whole file (PRAGMA quick_check).
    ///
    /// - Throws: `Failure`, refused `damaged-ledger`; environment if it cannot be read.
    public func check() throws {
        do {
            try Self.check { try database.read($0) }
        } catch let error as DatabaseError { throw Self.failure(error, database.path) }
    }

    /// Closes the database. Only ``restore()`` may be called afterwards.
    public func close() throws { try database.close() }

    /// Whether the file under the ledger's path is still the open one.
    public var isInPlace: Bool { database.isInPlace }

    /// If the ledger's file was removed or another one put in its place, writes the whole database again under its
    /// path. The other file is kept as `….replaced-N`, N being the time in seconds since 1970.
    ///
    /// - Throws: `Failure`, environment, if it cannot be written; the open database stays usable then, but is lost with
    ///   the process.
    public func restore() throws {
        do { try database.restore() } catch let error as DatabaseError { throw Self.failure(error, database.path) }
    }

    /// Writes a whole copy, of one moment, to a file that must not exist yet.
    ///
    /// - Throws: `Failure`, environment.
    public func copy(to path: String) throws {
        do {
            try database.act { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch let error as DatabaseError { throw Self.failure(error, path) }
    }

    private static func newer(_ path: String) -> Failure {
        Failure.refused(
            "newer-ledger", "the ledger of jobs was written by a newer uaed",
            hint: "install that version again; nothing was changed", file: path)
    }

    private static func check(_ queue: DatabaseQueue) throws { try check { try queue.read($0) } }

    private static func check(_ read: ((Database) throws -> [String]) throws -> [String]) throws {
        let found = try read { try String.fetchAll($0, sql: "PRAGMA quick_check") }
        guard found == ["ok"] else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: found.prefix(3).joined(separator: "; "))
        }
    }

    private static func failure(_ error: DatabaseError, _ path: String) -> Failure {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            Failure(
                .refused, code: "damaged-ledger", "the ledger of jobs is damaged",
                hint: "restart uaed: it moves the file aside and finds the jobs again by their records",
                file: path, cause: error.message)
        case .SQLITE_FULL:
            Failure(.environment, code: "disk-full", "the ledger's disk is full", hint: "df -h '\(path)'", file: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            Failure(
                .environment, code: "ledger-in-use", "another process has the ledger of jobs open",
                hint: "fuser -v '\(path)' says which", file: path)
        default:
            Failure(
                .environment, code: "ledger", "the ledger of jobs cannot be opened",
                hint: "ls -l '\(path)'", file: path, cause: "\(error)")
        }
    }
}
