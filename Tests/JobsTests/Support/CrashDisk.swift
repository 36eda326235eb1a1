// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Synchronization

/// A file system in memory that crashes, and then has forgotten what was not synced.
///
/// Every change is an entry of a log. fdatasync makes the writes of a file durable, fsync of a folder the names in it,
/// syncfs everything. After a crash the disk is what the durable entries make, and those of the others that were lucky.
final class CrashDisk: Disk {
    struct Crash: Error {}

    /// Which of the entries that were not synced survive a crash.
    enum Luck: Sendable, Equatable, CustomStringConvertible {
        case none, all
        /// All but the k-th of them.
        case allBut(Int)

        var description: String {
            switch self {
            case .none: "nothing unsynced survives"
            case .all: "everything survives"
            case .allBut(let k): "everything but unsynced change \(k) survives"
            }
        }
    }

    struct State {
        var log: [DiskChange] = []
        var tree = DiskTree()
        var syncs: [String] = []
        /// Operations until the crash; nil: none comes.
        var left: Int?
        var operations = 0
        var nextInode = 2
        var locks: Set<String> = []
    }

    private let state = Mutex(State())
    /// The sync call that does nothing: a mutation of the code under test.
    private let skippedSync: Int?

    init(skippingSync skipped: Int? = nil) { skippedSync = skipped }

    // MARK: Crashes

    var operations: Int { state.withLock { $0.operations } }
    /// What was synced, in order.
    var syncs: [String] { state.withLock { $0.syncs } }

    func crash(after operations: Int) { state.withLock { $0.left = operations } }

    /// Entries that a crash now could lose.
    var unsynced: Int { state.withLock { $0.log.count { !$0.isDurable } } }

    /// The same disk after the crash.
    func rebooted(_ luck: Luck) -> CrashDisk {
        let disk = CrashDisk(skippingSync: nil)
        state.withLock { old in
            var place = -1
            let log = old.log.filter { change in
                if change.isDurable { return true }
                place += 1
                return luck == .all || (luck != .none && luck != .allBut(place))
            }
            disk.state.withLock { new in
                for var change in log where new.tree.apply(change) {
                    change.isDurable = true
                    new.log.append(change)
                }
                new.nextInode = old.nextInode
            }
        }
        return disk
    }

    /// Everything so far survives, as a person's files do that lay there before.
    func makeEverythingDurable() {
        state.withLock { state in state.log.indices.forEach { state.log[$0].isDurable = true } }
    }

    func operate<Result>(_ body: (inout State) throws -> Result) throws -> Result {
        try state.withLock { state in
            if let left = state.left {
                guard left > 0 else { throw Crash() }
                state.left = left - 1
            }
            state.operations += 1
            return try body(&state)
        }
    }

    private func change(_ kind: DiskChange.Kind) throws {
        try operate { state in
            let change = DiskChange(kind: kind)
            guard state.tree.apply(change) else { throw CrashDisk.failure("system", "\(kind)") }
            state.log.append(change)
        }
    }

    private func sync(_ name: String, _ isCovered: @escaping (DiskChange) -> Bool) throws {
        try operate { state in
            defer { state.syncs.append(name) }
            guard state.syncs.count != skippedSync else { return }
            for index in state.log.indices where isCovered(state.log[index]) { state.log[index].isDurable = true }
        }
    }

    static func failure(_ code: String, _ path: String) -> Failure {
        Failure(.environment, code: code, "\(path): \(code)")
    }

    private func parent(_ path: String) throws -> (folder: Int, name: String) {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last, let folder = state.withLock({ $0.tree.inode(of: parts.dropLast()) }) else {
            throw Self.failure("not-found", path)
        }
        return (folder, name)
    }

    private func inode(_ path: String) -> Int? {
        state.withLock { $0.tree.inode(of: path.split(separator: "/").map(String.init)) }
    }

    private func fresh() -> Int {
        state.withLock {
            $0.nextInode += 1; return $0.nextInode
        }
    }
}

// MARK: Disk

extension CrashDisk {
    func status(_ path: String) throws -> FileStatus? {
        guard let inode = inode(path) else { return nil }
        let file = state.withLock { $0.tree.files[inode] }
        return FileStatus(
            kind: file == nil ? .folder : .file, bytes: file?.count ?? 0, inode: UInt64(inode), device: 1, modified: 0,
            changed: 0, owner: 0, mode: 0o775, links: 1)
    }

    func listing(of folder: String) throws -> FolderListing {
        guard let inode = inode(folder), let names = state.withLock({ $0.tree.folders[inode] }) else {
            throw Self.failure("not-found", folder)
        }
        return FolderListing(names: names.keys.sorted())
    }

    func openFile(_ path: String) throws -> (any ReadableFile)? {
        guard let inode = inode(path), let bytes = state.withLock({ $0.tree.files[inode] }),
            let status = try status(path)
        else { return nil }
        return Reading(bytes, status)
    }

    /// As it was when it was opened: nobody else is at work here.
    private final class Reading: ReadableFile {
        private let bytes: [UInt8]
        private let now: FileStatus

        init(_ bytes: [UInt8], _ status: FileStatus) { (self.bytes, now) = (bytes, status) }

        func status() -> FileStatus { now }
        func read(from offset: Int, atMost count: Int) -> [UInt8] { Array(bytes.dropFirst(offset).prefix(count)) }
    }

    func beneath(_ root: String) throws -> any DiskReading { self }
    func isReadable(_ path: String) -> Bool { true }
    func hold(_ path: String) throws -> (any HeldFolder)? {
        guard let inode = inode(path), state.withLock({ $0.tree.folders[inode] }) != nil else { return nil }
        return CrashFolder(self, path, inode)
    }
    func freeSpace(at path: String) throws -> FreeSpace { FreeSpace(bytes: 1 << 40, files: nil) }

    func makeFolder(_ path: String, mode: UInt32) throws {
        let (folder, name) = try parent(path)
        if inode(path) != nil { throw Self.failure("exists", path) }
        try change(.makeFolder(folder, name, fresh()))
    }

    func createFile(_ path: String) throws -> any NewFile {
        let (folder, name) = try parent(path)
        if inode(path) != nil { throw Self.failure("exists", path) }
        let inode = fresh()
        try change(.create(folder, name, inode))
        return File(self, inode)
    }

    func rename(_ path: String, to target: String) throws {
        if inode(path) == nil { throw Self.failure("not-found", path) }
        if inode(target) != nil { throw Self.failure("exists", target) }
        try replace(target, with: path)
    }

    func replace(_ target: String, with path: String) throws {
        let (from, to) = (try parent(path), try parent(target))
        try change(.rename(from.folder, from.name, to.folder, to.name))
    }

    func removeFile(_ path: String) throws {
        let (folder, name) = try parent(path)
        try change(.remove(folder, name))
    }

    func removeFolder(_ path: String) throws {
        guard try names(in: path).isEmpty else { throw Self.failure("exists", path) }
        let (folder, name) = try parent(path)
        try change(.remove(folder, name))
    }

    /// There is nobody else.
    func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws {
        if inode(path) == nil { try makeFolder(path) }
    }

    func syncFolder(_ path: String) throws {
        guard let inode = inode(path) else { throw Self.failure("not-found", path) }
        try sync("folder \(path)") { $0.kind.namesFolder == inode }
    }

    func syncAll(_ folder: String) throws { try sync("mount of \(folder)") { _ in true } }

    func lock(_ path: String) throws -> (any FileLock)? {
        if inode(path) == nil { _ = try createFile(path) }
        return Lock()
    }

    private final class Lock: FileLock {}

    private final class File: NewFile {
        private let disk: CrashDisk
        private let inode: Int

        init(_ disk: CrashDisk, _ inode: Int) { (self.disk, self.inode) = (disk, inode) }

        func append(_ bytes: ArraySlice<UInt8>) throws { try disk.change(.write(inode, Array(bytes))) }

        func sync() throws {
            let inode = inode
            try disk.sync("file \(inode)") { if case .write(inode, _) = $0.kind { true } else { false } }
        }

        func close() throws {}
    }
}
