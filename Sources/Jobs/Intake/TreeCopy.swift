import Durability
import Failures

/// Copies a bundle's folder into an inbox, under a hidden name: what uaed never takes is left out, links are refused.
public struct TreeCopy: Sendable {
    let disk: any Disk
    /// Bytes that are held at once.
    private static let part = 4 << 20

    public init(disk: any Disk = LocalDisk()) { self.disk = disk }

    /// - Parameter isWanted: by the path relative to `source`.
    /// - Throws: `Failure`, refused `not-a-file`; or the disk's.
    public func copy(_ source: String, to target: String, where isWanted: (String) -> Bool = { _ in true }) throws {
        try disk.removeTree(target)
        try copyFolder(source, target, "", isWanted)
        try disk.syncAll(target)
    }

    private func copyFolder(
        _ source: String, _ target: String, _ prefix: String, _ isWanted: (String) -> Bool
    ) throws {
        try disk.makeFolder(target)
        for name in try disk.names(in: source) where !IgnoredName.matches(name) && isWanted(prefix + name) {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            switch try disk.status(from)?.kind {
            case .folder: try copyFolder(from, to, "\(prefix)\(name)/", isWanted)
            case .file: try copyFile(from, to)
            case .link, .other:
                throw Failure.refused(
                    "not-a-file", "only folders and regular files are copied, no links, devices or pipes",
                    hint: "replace it by what it points to (cp -rL)", file: from)
            case nil: break
            }
        }
    }

    private func copyFile(_ source: String, _ target: String) throws {
        let file = try disk.createFile(target)
        var offset = 0
        while let bytes = try disk.read(source, from: offset, atMost: Self.part), !bytes.isEmpty {
            try file.append(bytes[...])
            offset += bytes.count
        }
        try file.close()
    }
}
