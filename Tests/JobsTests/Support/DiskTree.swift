// SPDX-License-Identifier: Apache-2.0
/// One change of a file system, by inodes: the root folder is 1.
struct DiskChange: Sendable {
    enum Kind: Sendable {
        case makeFolder(Int, String, Int)
        case create(Int, String, Int)
        case write(Int, [UInt8])
        case rename(Int, String, Int, String)
        case remove(Int, String)

        /// The folder whose fsync makes the change durable; nil for a write.
        var namesFolder: Int? {
            switch self {
            case .makeFolder(let folder, _, _), .create(let folder, _, _), .remove(let folder, _): folder
            case .rename(_, _, let target, _): target
            case .write: nil
            }
        }
    }

    var kind: Kind
    var isDurable = false
}

/// What a sequence of changes makes of an empty disk.
struct DiskTree: Sendable {
    private(set) var folders: [Int: [String: Int]] = [1: [:]]
    private(set) var files: [Int: [UInt8]] = [:]

    func inode(of parts: [String]) -> Int? {
        var inode = 1
        for part in parts {
            guard let next = folders[inode]?[part] else { return nil }
            inode = next
        }
        return inode
    }

    /// - Returns: false where the change has nothing to act on: an earlier one was lost.
    mutating func apply(_ change: DiskChange) -> Bool {
        switch change.kind {
        case .makeFolder(let folder, let name, let inode):
            guard folders[folder] != nil else { return false }
            folders[folder]?[name] = inode
            folders[inode] = [:]
        case .create(let folder, let name, let inode):
            guard folders[folder] != nil else { return false }
            folders[folder]?[name] = inode
            files[inode] = []
        case .write(let inode, let bytes):
            guard files[inode] != nil else { return false }
            files[inode]? += bytes
        case .rename(let folder, let name, let target, let newName):
            guard let inode = folders[folder]?[name], folders[target] != nil else { return false }
            folders[folder]?[name] = nil
            folders[target]?[newName] = inode
        case .remove(let folder, let name):
            guard folders[folder]?[name] != nil else { return false }
            folders[folder]?[name] = nil
        }
        return true
    }
}
