import Durability
import Failures

/// Copies a bundle's folder into an inbox, under a hidden name: what uaed never takes is left out, links are refused.
public struct TreeCopy: Sendable {
    let disk: any Disk
    /// By the path relative to the source.
    let isWanted: @Sendable (String) -> Bool
    /// Bytes that are held at once.
    private static let part = 4 << 20

    public init(disk: any Disk = LocalDisk(), where isWanted: @escaping @Sendable (String) -> Bool = { _ in true }) {
        self.disk = disk
        self.isWanted = isWanted
    }

    /// - Throws: `Failure`, refused `not-a-file`; environment `source-changes`, where what is copied is written meanwhile;
    ///   or the disk's.
    public func copy(_ source: String, to target: String) throws {
        try disk.removeTree(target)
        try copyFolder(source, target, "")
        try disk.syncAll(target)
    }

    /// What a copy takes.
    public func bytes(_ source: String) throws -> Int {
        var sum = 0
        try walk(source, "") { _, status in sum = sum.saturatingAdd(status.kind == .file ? status.bytes : 0) }
        return sum
    }

    private func walk(_ folder: String, _ prefix: String, _ visit: (String, FileStatus) throws -> Void) throws {
        for name in try wanted(folder, prefix) {
            guard let status = try disk.status("\(folder)/\(name)") else { continue }
            try visit(prefix + name, status)
            if status.kind == .folder { try walk("\(folder)/\(name)", "\(prefix)\(name)/", visit) }
        }
    }

    private func wanted(_ folder: String, _ prefix: String) throws -> [String] {
        try disk.names(in: folder).filter { !IgnoredName.matches($0) && isWanted(prefix + $0) }
    }

    private func copyFolder(_ source: String, _ target: String, _ prefix: String) throws {
        try disk.makeFolder(target)
        for name in try wanted(source, prefix) {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            switch try disk.status(from)?.kind {
            case .folder: try copyFolder(from, to, "\(prefix)\(name)/")
            case .file: try copyFile(from, to)
            case .link, .other:
                throw Failure.refused(
                    "not-a-file", "only folders and regular files are copied, no links, devices or pipes",
                    hint: "replace it by what it points to (cp -rL)", file: from)
            case nil: throw Self.changes(from)
            }
        }
    }

    private func copyFile(_ source: String, _ target: String) throws {
        let before = try disk.status(source)
        let file = try disk.createFile(target)
        var offset = 0
        while let bytes = try disk.read(source, from: offset, atMost: Self.part), !bytes.isEmpty {
            try file.append(bytes[...])
            offset += bytes.count
        }
        try file.close()
        let after = try disk.status(source)
        guard let before, let after, before.inode == after.inode, before.modified == after.modified,
            before.bytes == after.bytes, after.bytes == offset
        else { throw Self.changes(source) }
    }

    private static func changes(_ file: String) -> Failure {
        Failure(
            .environment, code: "source-changes", "is written or taken away while it is copied",
            hint: "uaed tries it again by itself", file: file)
    }
}
