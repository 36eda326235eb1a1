// SPDX-License-Identifier: Apache-2.0
import Durability

/// A folder of a ``FaultyDisk``, held: its changes fail when the disk's do.
struct FaultyFolder: HeldFolder {
    private let folder: any HeldFolder
    private let disk: FaultyDisk
    private let path: String

    init(_ folder: any HeldFolder, _ disk: FaultyDisk, _ path: String) {
        (self.folder, self.disk, self.path) = (folder, disk, path)
    }

    var identity: ObjectIdentity { folder.identity }
    var way: String { folder.way }

    func keep() -> Bool { folder.keep() }
    func take(_ source: String, as name: String) throws { try disk.change(path) { try folder.take(source, as: name) } }
    func give(_ name: String, to target: String) throws { try disk.change(path) { try folder.give(name, to: target) } }
    func sync() throws { try disk.change(path) {} }
    func empty() throws { try disk.change(path) { try folder.empty() } }
    func openUp(_ access: ResultAccess) throws { try disk.change(path) { try folder.openUp(access) } }

    func status(_ path: String) throws -> FileStatus? { try disk.looking(folder, path) }
    func listing(of folder: String) throws -> FolderListing { try self.folder.listing(of: folder) }
    func isReadable(_ path: String) -> Bool { folder.isReadable(path) }
    func openFile(_ path: String) throws -> (any ReadableFile)? {
        try disk.reading(path) { try folder.openFile(path) }
    }
}
