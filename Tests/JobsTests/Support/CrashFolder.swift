// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import Glibc

/// A folder of a ``CrashDisk``, held. Nobody else renames it meanwhile: its path stays its own.
struct CrashFolder: HeldFolder {
    private let disk: CrashDisk
    private let path: String
    let identity: ObjectIdentity

    init(_ disk: CrashDisk, _ path: String, _ inode: Int) {
        (self.disk, self.path) = (disk, path)
        identity = ObjectIdentity(inode: UInt64(inode), owner: geteuid())
    }

    var way: String { path }

    func keep() -> Bool { true }
    func take(_ source: String, as name: String) throws { try disk.rename(source, to: "\(path)/\(name)") }
    func give(_ name: String, to target: String) throws { try disk.rename("\(path)/\(name)", to: target) }
    func sync() throws { try disk.syncFolder(path) }
    func empty() throws { for name in try names(in: path) { try disk.removeTree("\(path)/\(name)") } }
    /// This disk has no modes, but it is an operation that a crash may precede.
    func openUp(_ access: ResultAccess) throws { try disk.step() }

    func status(_ path: String) throws -> FileStatus? { try disk.status(path) }
    func listing(of folder: String) throws -> FolderListing { try disk.listing(of: folder) }
    func isReadable(_ path: String) -> Bool { true }
    func openFile(_ path: String) throws -> (any ReadableFile)? { try disk.openFile(path) }
}
