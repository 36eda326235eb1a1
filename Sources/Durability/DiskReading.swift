import Failures

/// Looks at files that change nothing. See ``Disk`` for what they throw.
public protocol DiskReading: Sendable {
    /// lstat(2): links are not followed. nil where there is nothing.
    func status(_ path: String) throws -> FileStatus?
    /// Everything in a folder, whatever its name is.
    func listing(of folder: String) throws -> FolderListing
    /// At most `count` bytes from `offset` on, fewer where the file ends; nil where there is no such file.
    func read(_ path: String, from offset: Int, atMost count: Int) throws -> [UInt8]?
}

extension DiskReading {
    /// Names in a folder, in byte-wise order; those that are not UTF-8 left out.
    public func names(in folder: String) throws -> [String] { try listing(of: folder).names }

    /// The whole file; nil where there is none.
    ///
    /// - Throws: refused `too-large` beyond `limit` bytes, because state files are small.
    public func contents(of path: String, limit: Int = 64 << 20) throws -> [UInt8]? {
        guard let bytes = try read(path, from: 0, atMost: limit + 1) else { return nil }
        guard bytes.count <= limit else {
            throw Failure.refused("too-large", "is larger than \(limit) bytes", file: path)
        }
        return bytes
    }
}
