import Failures

/// Hard links out of a bundle to other people's files: whoever drops the bundle may have no right to read them, and
/// someone else can change them. Links to one's own files, and between the files of a bundle, are no danger.
public struct HardLinks {
    private struct Inode: Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// Of the bundle's folder.
    private let owner: UInt32
    private var found: [Inode: (names: UInt64, links: UInt64, path: String)] = [:]

    public init(owner: UInt32) { self.owner = owner }

    public mutating func add(_ path: String, _ status: FileStatus) {
        guard status.links > 1, status.owner != owner else { return }
        let inode = Inode(device: status.device, number: status.inode)
        found[inode, default: (0, status.links, path)].names += 1
    }

    /// - Throws: `Failure`, refused, where a file has more names than the bundle holds.
    public func check() throws {
        let paths = found.values.filter { $0.names < $0.links }.map(\.path)
        guard let path = paths.min(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) else { return }
        throw Failure.refused(
            "hard-link", "is a hard link to another person's file outside of the bundle",
            hint: "replace it by a copy: cp FILE FILE.new && mv FILE.new FILE", file: path)
    }
}
