// SPDX-License-Identifier: Apache-2.0
import Durability
import Synchronization

/// A real disk on which somebody else acts just before one operation: the `point`-th of all that look at or change something.
final class WatchedDisk: Disk {
    private struct State {
        var operations = 0
        var point: Int?
        var act: (@Sendable () -> Void)?
    }

    private let disk = LocalDisk()
    private let state = Mutex(State())
    /// Operations elsewhere are not counted.
    private let places: [String]

    init(in places: [String]) { self.places = places }

    var operations: Int { state.withLock { $0.operations } }

    func act(before point: Int, _ act: @escaping @Sendable () -> Void) {
        state.withLock { $0 = State(point: point, act: act) }
    }

    func operate<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
        guard places.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return try body() }
        let act = state.withLock { state -> (@Sendable () -> Void)? in
            defer { state.operations += 1 }
            return state.operations == state.point ? state.act : nil
        }
        act?()
        return try body()
    }

    func status(_ path: String) throws -> FileStatus? { try operate(path) { try disk.status(path) } }
    func listing(of folder: String) throws -> FolderListing { try operate(folder) { try disk.listing(of: folder) } }
    func openFile(_ path: String) throws -> (any ReadableFile)? { try operate(path) { try disk.openFile(path) } }
    func isReadable(_ path: String) -> Bool { operate(path) { disk.isReadable(path) } }
    func beneath(_ root: String) throws -> any DiskReading {
        let tree = try operate(root) { try disk.hold(root) }
        guard let tree else { throw LocalDisk.failure(20, "opening folder", root) }
        return RelayedFolder(folder: tree, disk: self, path: root)
    }
    func hold(_ path: String) throws -> (any HeldFolder)? {
        try operate(path) { try disk.hold(path) }.map { RelayedFolder(folder: $0, disk: self, path: path) }
    }
    func freeSpace(at path: String) throws -> FreeSpace { try disk.freeSpace(at: path) }
    func makeFolder(_ path: String, mode: UInt32) throws { try operate(path) { try disk.makeFolder(path, mode: mode) } }
    func createFile(_ path: String) throws -> any NewFile { try operate(path) { try disk.createFile(path) } }
    func rename(_ path: String, to target: String) throws {
        try operate(path) { try operate(target) { try disk.rename(path, to: target) } }
    }
    func replace(_ target: String, with path: String) throws {
        try operate(target) { try disk.replace(target, with: path) }
    }
    func removeFile(_ path: String) throws { try operate(path) { try disk.removeFile(path) } }
    func removeFolder(_ path: String) throws { try operate(path) { try disk.removeFolder(path) } }
    func removeTree(_ path: String) throws { try operate(path) { try disk.removeTree(path) } }
    func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws {
        try operate(path) { try disk.makePrivateFolder(path, passingOn: model) }
    }
    // Nothing is lost here: no crash follows.
    func syncFolder(_ path: String) throws { operate(path) {} }
    func syncAll(_ folder: String) throws { operate(folder) {} }
    func lock(_ path: String) throws -> (any FileLock)? { try disk.lock(path) }
}

extension WatchedDisk: RelayingDisk {
    func changing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result { try operate(path, body) }
    func looking<Result>(_ path: String, _ body: () throws -> Result) throws -> Result { try operate(path, body) }
    func listing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result { try operate(path, body) }
    func opening(_ path: String, _ body: () throws -> (any ReadableFile)?) throws -> (any ReadableFile)? {
        try operate(path, body)
    }
}
