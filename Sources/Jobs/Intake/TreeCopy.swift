import Durability
import Failures

/// Copies a bundle's folder into an inbox, under a hidden name: what uaed never takes is left out, links are refused.
public struct TreeCopy: Sendable {
    private let source: any DiskReading
    private let disk: any Disk
    /// By the path relative to the source.
    private let isWanted: @Sendable (String) -> Bool
    /// Bytes that are held at once.
    private static let part = 4 << 20

    /// - Parameter source: what is copied is read through it.
    public init(
        of source: any DiskReading, to disk: any Disk = LocalDisk(),
        where isWanted: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.source = source
        self.disk = disk
        self.isWanted = isWanted
    }

    /// - Throws: `Failure`, refused `not-a-file` or `hard-link`; environment `source-changes`, where what is copied is written
    ///   meanwhile; or the disk's.
    public func copy(_ folder: String, to target: String) throws {
        try disk.removeTree(target)
        try copyFolder(folder, target, "", owner: source.status(folder)?.owner)
        try disk.syncAll(target)
    }

    /// What a copy takes.
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

    private func copyFolder(_ folder: String, _ target: String, _ prefix: String, owner: UInt32?) throws {
        try disk.makeFolder(target)
        for name in try wanted(folder, prefix) {
            let (from, to) = ("\(folder)/\(name)", "\(target)/\(name)")
            switch try source.status(from)?.kind {
            case .folder: try copyFolder(from, to, "\(prefix)\(name)/", owner: owner)
            case .file: try copyFile(from, to, owner: owner)
            case .link, .other:
                throw Failure.refused(
                    "not-a-file", "only folders and regular files are copied, no links, devices or pipes",
                    hint: "replace it by what it points to (cp -rL)", file: from)
            case nil: throw Self.changes(from)
            }
        }
    }

    private func copyFile(_ path: String, _ target: String, owner: UInt32?) throws {
        let before = try source.status(path)
        if let before, before.links > 1, before.owner != owner {
            throw Failure.refused(
                "hard-link", "is a hard link to a file of another person than the folder's owner",
                hint: "replace it by a copy: cp FILE FILE.new && mv FILE.new FILE", file: path)
        }
        let file = try disk.createFile(target)
        var offset = 0
        while let bytes = try source.read(path, from: offset, atMost: Self.part), !bytes.isEmpty {
            try file.append(bytes[...])
            offset += bytes.count
        }
        try file.close()
        let after = try source.status(path)
        guard let before, let after, before.inode == after.inode, before.modified == after.modified,
            before.bytes == after.bytes, after.bytes == offset
        else { throw Self.changes(path) }
    }

    private static func changes(_ file: String) -> Failure {
        Failure(
            .environment, code: "source-changes", "is written or taken away while it is copied",
            hint: "uaed tries it again by itself", file: file)
    }
}
