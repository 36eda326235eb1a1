// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import GRDB
import Synchronization

/// The open database. Calls come one at a time; while they wait it can be written anew under its name, where somebody took
/// its file away.
final class LedgerFile: Sendable {
    let path: String
    private let make: @Sendable () throws -> DatabaseQueue
    private let open: Mutex<Open>

    private struct Open {
        var queue: DatabaseQueue
        /// Of the files under the ledger's names, when it was opened.
        var identities: [FileIdentity?]
        var isClosed = false
    }

    init(_ path: String, _ make: @escaping @Sendable () throws -> DatabaseQueue) throws {
        self.path = path
        self.make = make
        open = Mutex(Open(queue: try make(), identities: Self.identities(path)))
    }

    func read<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value {
        try open.withLock { try $0.queue.read(body) }
    }

    func write<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value {
        try open.withLock { try $0.queue.write(body) }
    }

    /// Outside of any transaction.
    func act(_ body: (Database) throws -> Void) throws {
        try open.withLock { try $0.queue.writeWithoutTransaction(body) }
    }

    func close() throws {
        try open.withLock {
            $0.isClosed = true
            try $0.queue.close()
        }
    }

    /// The files under the ledger's names are those that are open.
    var isInPlace: Bool { open.withLock { $0.identities == Self.identities(path) } }

    /// Writes what is open under its name again, and goes on with that. What lies there in its stead gets another name.
    ///
    /// - Throws: where that cannot be done; then what is open stays so.
    func restore() throws {
        try open.withLock { open in
            if !open.isClosed {
                if FileIdentity(path) != open.identities[0] || open.identities[0] == nil {
                    try writeAnew(open.queue)
                } else {
                    // What only the log held goes into the file.
                    try open.queue.writeWithoutTransaction {
                        _ = try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                    }
                }
                open.isClosed = true
                try open.queue.close()
            }
            open.queue = try make()
            (open.identities, open.isClosed) = (Self.identities(path), false)
        }
    }

    private func writeAnew(_ queue: DatabaseQueue) throws {
        let temporary = path + ".anew"
        unlink(temporary)
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [temporary]) }
        try Self.sync(temporary)
        let stamp = Int(Date.now.timeIntervalSince1970)
        for suffix in ["", "-wal", "-journal"] where FileIdentity(path + suffix) != nil {
            try Self.rename(path + suffix, to: "\(path).replaced-\(stamp)\(suffix)")
        }
        try Self.rename(temporary, to: path)
        try Self.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private static func identities(_ path: String) -> [FileIdentity?] {
        ["", "-wal"].map { FileIdentity(path + $0) }
    }

    private static func rename(_ path: String, to target: String) throws {
        guard Foundation.rename(path, target) == 0 else { throw failure("cannot be renamed", path) }
    }

    private static func sync(_ path: String) throws {
        let file = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot be opened", path) }
        defer { Foundation.close(file) }
        guard fsync(file) == 0 else { throw failure("cannot be synced", path) }
    }

    private static func failure(_ what: String, _ path: String) -> Failure {
        Failure(
            .environment, code: "ledger", what, hint: "ls -l '\(path)'", file: path,
            cause: String(cString: strerror(errno)))
    }
}

/// Which file it is, whatever it is called.
struct FileIdentity: Sendable, Equatable {
    private let device: UInt64
    private let inode: UInt64

    /// nil where there is nothing of the name.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
