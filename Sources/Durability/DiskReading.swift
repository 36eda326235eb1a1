// SPDX-License-Identifier: Apache-2.0
import Base

/// Looks at files that change nothing. See ``Disk`` for what they throw.
public protocol DiskReading: Sendable {
    /// lstat(2): links are not followed. nil where there is nothing.
    func status(_ path: String) throws -> FileStatus?
    /// Everything in a folder, whatever its name is.
    func listing(of folder: String) throws -> FolderListing
    /// Whether this process may read a file, or list and enter a folder (access(2)).
    func isReadable(_ path: String) -> Bool
    /// nil where there is no such file; a link is not followed, but throws.
    func openFile(_ path: String) throws -> (any ReadableFile)?
}

/// A file that is read: what it says is of the file that was opened, whatever has got its name since.
public protocol ReadableFile: AnyObject {
    func status() throws -> FileStatus
    /// At most `count` bytes from `offset` on, fewer where the file ends.
    func read(from offset: Int, atMost count: Int) throws -> [UInt8]
}

extension DiskReading {
    /// Names in a folder, in byte-wise order; those that are not UTF-8 left out.
    public func names(in folder: String) throws -> [String] { try listing(of: folder).names }

    /// At most `count` bytes from `offset` on, fewer where the file ends; nil where there is no such file.
    public func read(_ path: String, from offset: Int, atMost count: Int) throws -> [UInt8]? {
        try openFile(path)?.read(from: offset, atMost: count)
    }

    /// The whole file; nil where there is none.
    ///
    /// - Throws: refused `too-large` beyond `limit` bytes, because state files are small.
    public func contents(of path: String, limit: Int = 64 << 20) throws -> [UInt8]? {
        try openFile(path)?.contents(limit, path)
    }
}

extension ReadableFile {
    /// The whole file.
    ///
    /// - Parameter path: for the failure.
    /// - Throws: refused `too-large` beyond `limit` bytes.
    public func contents(_ limit: Int, _ path: String) throws -> [UInt8] {
        let bytes = try read(from: 0, atMost: limit + 1)
        guard bytes.count <= limit else {
            throw Failure.refused("too-large", "is larger than \(limit) bytes", file: path)
        }
        return bytes
    }
}
