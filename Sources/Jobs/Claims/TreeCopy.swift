// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability

/// Copies the contents of a bundle's folder into a held one. Names that uaed always ignores are left out, links are
/// refused.
public struct TreeCopy: Sendable {
    private let source: any DiskReading
    private let disk: any Disk
    /// Selects by the path relative to the source.
    private let isWanted: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - source: reads what is copied.
    ///   - isWanted: selects by the path relative to the source; an unwanted folder is left out with everything in it.
    public init(
        of source: any DiskReading, to disk: any Disk = LocalDisk(),
        where isWanted: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.source = source
        self.disk = disk
        self.isWanted = isWanted
    }

    /// Copies everything in `folder` that is wanted.
    ///
    /// - Parameter target: an empty folder.
    /// - Throws: `Failure`, refused `not-a-file` or `hard-link`; environment `source-changes` if the source is written
    ///   meanwhile; or the disk's.
    public func copy(_ folder: String, into target: any HeldFolder) throws {
        guard let owner = try source.status(folder)?.owner else { throw SourceFile.changes(folder) }
        try copyEntries(folder, target.way, "", owner)
    }

    /// The sum of the sizes of all files that would be copied, in bytes.
    public func bytes(_ folder: String) throws -> Int {
        var sum = 0
        try walk(folder, "") { _, status in sum = sum.saturatingAdd(status.kind == .file ? status.bytes : 0) }
        return sum
    }

    private func walk(_ folder: String, _ prefix: String, _ visit: (String, FileStatus) throws -> Void) throws {
        for name in try wanted(folder, prefix) {
            guard let status = try source.status("\(folder)/\(name)") else { continue }
            try visit(prefix + name, status)
            if status.kind == .folder { try walk("\(folder)/\(name)", "\(prefix)\(name)/", visit) }
        }
    }

    private func wanted(_ folder: String, _ prefix: String) throws -> [String] {
        try source.names(in: folder).filter { !IgnoredName.matches($0) && isWanted(prefix + $0) }
    }

    private func copyEntries(_ folder: String, _ target: String, _ prefix: String, _ owner: UInt32) throws {
        for name in try wanted(folder, prefix) {
            let (from, to) = ("\(folder)/\(name)", "\(target)/\(name)")
            if try source.status(from)?.kind == .folder {
                try disk.makeFolder(to)
                try copyEntries(from, to, "\(prefix)\(name)/", owner)
            } else {
                let file = try SourceFile(from, in: source, owner: owner)
                let copy = try disk.createFile(to)
                try file.copy(to: copy)
                try copy.close()
            }
        }
    }
}
