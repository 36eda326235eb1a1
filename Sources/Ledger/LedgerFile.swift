// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import GRDB
import Glibc
import Synchronization

/// The open database. Calls come one at a time, so that it can be written anew under its path between them, if somebody
/// has removed its file.
final class LedgerFile: Sendable {
    let path: String
    private let make: @Sendable () throws -> DatabaseQueue
    private let open: Mutex<Open>

    private struct Open {
        var queue: DatabaseQueue
        /// The identities of the files under the ledger's names when it was opened; nil for a missing one.
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

    /// Runs `body` outside of any transaction.
    func act(_ body: (Database) throws -> Void) throws {
        try open.withLock { try $0.queue.writeWithoutTransaction(body) }
    }

    func close() throws {
        try open.withLock {
            $0.isClosed = true
            try $0.queue.close()
        }
    }

    /// Whether the files under the ledger's names are those that are open.
    var isInPlace: Bool { open.withLock { $0.identities == Self.identities(path) } }

    /// Writes the open database under its path again, and goes on with that file. A file that is there in its stead
    /// gets another name.
    ///
    /// - Throws: if the database cannot be written, in which case the open one stays in use; or if the new file cannot
    ///   be opened, in which case the ledger stays closed until the next call.
    func restore() throws {
        try open.withLock { open in
            if !open.isClosed {
                if FileIdentity(path) != open.identities[0] || open.identities[0] == nil {
                    try writeAnew(open.queue)
                } else {
                    // Moves what only the log holds into the file.
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
        guard Glibc.rename(path, target) == 0 else { throw failure("cannot be renamed", path) }
    }

    private static func sync(_ path: String) throws {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot be opened", path) }
        defer { Glibc.close(file) }
        guard fsync(file) == 0 else { throw failure("cannot be synced", path) }
    }

    private static func failure(_ what: String, _ path: String) -> Failure {
        Failure(
            .environment, code: "ledger", what, hint: "ls -l '\(path)'", file: path,
            cause: String(cString: strerror(errno)))
    }
}

/// Identifies a file independently of its name.
struct FileIdentity: Sendable, Equatable {
    private let device: UInt64
    private let inode: UInt64

    /// nil if there is nothing at the path.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
