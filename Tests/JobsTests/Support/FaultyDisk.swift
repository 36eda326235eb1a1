// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Synchronization

/// A real disk on which one change fails: the `point`-th of all that are made, or each from then on. No crash follows, so
/// nothing is really synced.
final class FaultyDisk: Disk {
    enum Fault: String, CaseIterable, Sendable {
        case full = "No space left on device"
        case quota = "Disk quota exceeded"
        case broken = "Input/output error"

        var code: Int32 {
            switch self {
            case .full: ENOSPC
            case .quota: EDQUOT
            case .broken: EIO
            }
        }
    }

    private struct State {
        var operations = 0
        var point: Int?
        var isLasting = false
        var fault = Fault.full
        var distorted: String?
        var broken: String?
        var read: (name: String, act: @Sendable () -> Void)?
        var looked: (name: String, left: Int, act: @Sendable () -> Void)?
    }

    private let disk = LocalDisk()
    private let state = Mutex(State())

    var operations: Int { state.withLock { $0.operations } }

    /// - Parameter isLasting: nothing can be changed from then on until `mend`.
    func fail(at point: Int, with fault: Fault, isLasting: Bool) {
        state.withLock { $0 = State(point: point, isLasting: isLasting, fault: fault) }
    }

    /// What is written to files of this name is stored with a wrong byte, and no error tells.
    func distort(_ name: String) { state.withLock { $0.distorted = name } }

    /// What has this name can neither be looked at nor read.
    func breaks(_ name: String) { state.withLock { $0.broken = name } }

    /// What somebody else does as soon as a file of this name is read.
    func onRead(_ name: String, _ act: @escaping @Sendable () -> Void) { state.withLock { $0.read = (name, act) } }

    /// What somebody else does as soon as what has this name was looked at below a folder for the `time`-th time.
    func onLook(_ name: String, time: Int, _ act: @escaping @Sendable () -> Void) {
        state.withLock { $0.looked = (name, time, act) }
    }

    func looked(_ path: String) {
        let act = state.withLock { state -> (@Sendable () -> Void)? in
            guard let looked = state.looked, path.hasSuffix("/" + looked.name) else { return nil }
            state.looked?.left -= 1
            return looked.left == 1 ? looked.act : nil
        }
        act?()
    }

    func look<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        if let name = state.withLock({ $0.broken }), path.hasSuffix("/" + name) {
            throw LocalDisk.failure(EIO, "looking at", path)
        }
        return try body()
    }

    func reading(_ path: String, _ body: () throws -> (any ReadableFile)?) throws -> (any ReadableFile)? {
        try look(path, body).map { Reading($0, self, path) }
    }

    private func wasRead(_ path: String) {
        if let read = state.withLock({ $0.read }), path.hasSuffix("/" + read.name) { read.act() }
    }

    func mend() { state.withLock { ($0.point, $0.distorted) = (nil, nil) } }

    private func stored(_ bytes: ArraySlice<UInt8>, _ path: String) -> ArraySlice<UInt8> {
        guard let name = state.withLock({ $0.distorted }), path.hasSuffix("/" + name), let last = bytes.last else {
            return bytes
        }
        return bytes.dropLast() + [last ^ 1]
    }

    func change<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        let fault = state.withLock { state -> Fault? in
            defer { state.operations += 1 }
            guard let point = state.point else { return nil }
            return state.operations == point || (state.isLasting && state.operations > point) ? state.fault : nil
        }
        if let fault { throw LocalDisk.failure(fault.code, "changing", path) }
        return try body()
    }

    func status(_ path: String) throws -> FileStatus? { try look(path) { try disk.status(path) } }
    func listing(of folder: String) throws -> FolderListing { try disk.listing(of: folder) }
    func openFile(_ path: String) throws -> (any ReadableFile)? {
        try reading(path) { try disk.openFile(path) }
    }
    func beneath(_ root: String) throws -> any DiskReading { Tree(try disk.beneath(root), self) }
    func isReadable(_ path: String) -> Bool { disk.isReadable(path) }
    func freeSpace(at path: String) throws -> FreeSpace { try disk.freeSpace(at: path) }
    func hold(_ path: String) throws -> (any HeldFolder)? {
        try disk.hold(path).map { RelayedFolder(folder: $0, disk: self, path: path) }
    }
    func makeFolder(_ path: String, mode: UInt32) throws { try change(path) { try disk.makeFolder(path, mode: mode) } }
    func createFile(_ path: String) throws -> any NewFile {
        try change(path) { File(try disk.createFile(path), self, path) }
    }
    func rename(_ path: String, to target: String) throws { try change(path) { try disk.rename(path, to: target) } }
    func replace(_ target: String, with path: String) throws {
        try change(path) { try disk.replace(target, with: path) }
    }
    func removeFile(_ path: String) throws { try change(path) { try disk.removeFile(path) } }
    func removeFolder(_ path: String) throws { try change(path) { try disk.removeFolder(path) } }
    func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws {
        try change(path) { try disk.makePrivateFolder(path, passingOn: model) }
    }
    func syncFolder(_ path: String) throws { try change(path) {} }
    func syncAll(_ folder: String) throws { try change(folder) {} }
    func lock(_ path: String) throws -> (any FileLock)? { try change(path) { try disk.lock(path) } }

    private struct Tree: DiskReading {
        let tree: any DiskReading
        let disk: FaultyDisk

        init(_ tree: any DiskReading, _ disk: FaultyDisk) { (self.tree, self.disk) = (tree, disk) }

        func status(_ path: String) throws -> FileStatus? { try disk.looking(path) { try tree.status(path) } }
        func listing(of folder: String) throws -> FolderListing { try tree.listing(of: folder) }
        func isReadable(_ path: String) -> Bool { tree.isReadable(path) }
        func openFile(_ path: String) throws -> (any ReadableFile)? {
            try disk.reading(path) { try tree.openFile(path) }
        }
    }

    private final class Reading: ReadableFile {
        private let file: any ReadableFile
        private let disk: FaultyDisk
        private let path: String

        init(_ file: any ReadableFile, _ disk: FaultyDisk, _ path: String) {
            (self.file, self.disk, self.path) = (file, disk, path)
        }

        func status() throws -> FileStatus { try file.status() }
        func read(from offset: Int, atMost count: Int) throws -> [UInt8] {
            defer { disk.wasRead(path) }
            return try file.read(from: offset, atMost: count)
        }
    }

    private final class File: NewFile {
        private let file: any NewFile
        private let disk: FaultyDisk
        private let path: String

        init(_ file: any NewFile, _ disk: FaultyDisk, _ path: String) {
            (self.file, self.disk, self.path) = (file, disk, path)
        }

        func append(_ bytes: ArraySlice<UInt8>) throws {
            try disk.change(path) { try file.append(disk.stored(bytes, path)) }
        }
        func sync() throws { try disk.change(path) {} }
        func close() throws { try disk.change(path) { try file.close() } }
    }
}

extension FaultyDisk: RelayingDisk {
    func changing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result { try change(path, body) }
    func looking<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        defer { looked(path) }
        return try look(path, body)
    }
    func listing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result { try body() }
    func opening(_ path: String, _ body: () throws -> (any ReadableFile)?) throws -> (any ReadableFile)? {
        try reading(path, body)
    }
}
