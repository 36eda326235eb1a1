// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability

/// A disk of a test that something happens to: what is done to its held folders goes through it too.
protocol RelayingDisk: AnyObject, Sendable {
    func changing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result
    func looking<Result>(_ path: String, _ body: () throws -> Result) throws -> Result
    /// Of a folder's listing: a disk that counts the looks at names leaves it out.
    func listing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result
    func opening(_ path: String, _ body: () throws -> (any ReadableFile)?) throws -> (any ReadableFile)?
}

/// A folder of a ``RelayingDisk``, held. Nothing is synced: no crash follows.
struct RelayedFolder: HeldFolder {
    let folder: any HeldFolder
    let disk: any RelayingDisk
    let path: String

    var identity: ObjectIdentity { folder.identity }
    var way: String { folder.way }

    func keep() -> Bool { folder.keep() }
    func take(_ source: String, as name: String) throws {
        try disk.changing(path) { try folder.take(source, as: name) }
    }
    func give(_ name: String, to target: String) throws {
        try disk.changing(path) { try folder.give(name, to: target) }
    }
    func sync() throws { try disk.changing(path) {} }
    func empty() throws { try disk.changing(path) { try folder.empty() } }
    func openUp(_ access: ResultAccess) throws { try disk.changing(path) { try folder.openUp(access) } }

    func status(_ path: String) throws -> FileStatus? { try disk.looking(path) { try folder.status(path) } }
    func listing(of folder: String) throws -> FolderListing {
        try disk.listing(folder) { try self.folder.listing(of: folder) }
    }
    func isReadable(_ path: String) -> Bool { (try? disk.listing(path) { folder.isReadable(path) }) ?? false }
    func openFile(_ path: String) throws -> (any ReadableFile)? { try disk.opening(path) { try folder.openFile(path) } }
}
