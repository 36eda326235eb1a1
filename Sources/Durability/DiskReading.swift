// SPDX-License-Identifier: Apache-2.0
import Base

/// Read-only access to files. Errors are those of ``Disk``.
public protocol DiskReading: Sendable {
    /// lstat(2): symbolic links are not followed. nil if there is nothing.
    func status(_ path: String) throws -> FileStatus?
    /// All names in a folder, including those that are not UTF-8.
    func listing(of folder: String) throws -> FolderListing
    /// Whether this process may read a file, or list and enter a folder (access(2)).
    func isReadable(_ path: String) -> Bool
    /// Opens a file for reading; nil if it does not exist. Throws if it is a symbolic link.
    func openFile(_ path: String) throws -> (any ReadableFile)?
}

/// A file that is open for reading. Its status and contents are those of the file that was opened, even if another file
/// has its name by now.
public protocol ReadableFile: AnyObject {
    /// fstat(2) of the file.
    func status() throws -> FileStatus
    /// At most `count` bytes from byte `offset` on; fewer at the end of the file.
    func read(from offset: Int, atMost count: Int) throws -> [UInt8]
}

extension DiskReading {
    /// The names in a folder, in byte-wise order, without those that are not UTF-8.
    public func names(in folder: String) throws -> [String] { try listing(of: folder).names }

    /// At most `count` bytes from byte `offset` on; fewer at the end of the file. nil if it does not exist.
    public func read(_ path: String, from offset: Int, atMost count: Int) throws -> [UInt8]? {
        try openFile(path)?.read(from: offset, atMost: count)
    }

    /// The whole file; nil if there is none.
    ///
    /// - Throws: refused `too-large` beyond `limit` bytes (64 MiB by default), because state files are small.
    public func contents(of path: String, limit: Int = 64 << 20) throws -> [UInt8]? {
        try openFile(path)?.contents(limit, path)
    }
}

extension ReadableFile {
    /// The whole file.
    ///
    /// - Parameter path: is named in the failure.
    /// - Throws: refused `too-large` beyond `limit` bytes.
    public func contents(_ limit: Int, _ path: String) throws -> [UInt8] {
        let bytes = try read(from: 0, atMost: limit + 1)
        guard bytes.count <= limit else {
            throw Failure.refused("too-large", "is larger than \(limit) bytes", file: path)
        }
        return bytes
    }

    /// SHA-256 of the whole file in lower-case hex.
    public func digest() throws -> String {
        var hasher = SHA256Hasher()
        var place = 0
        while case let bytes = try read(from: place, atMost: 1 << 20), !bytes.isEmpty {
            hasher.update(bytes[...])
            place += bytes.count
        }
        return hasher.finished
    }
}
