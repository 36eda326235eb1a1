// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

/// A regular file of a bundle, open for reading at any offset from any thread.
public struct InputFile: Sendable {
    /// Relative to the bundle.
    public let path: String
    /// What the file was when it was opened.
    public let stamp: FileStamp
    /// Size in bytes when the file was opened.
    public var size: Int { stamp.bytes }
    private let descriptor: Descriptor

    /// - Throws: `Failure`, refused `not-a-file`, if `descriptor` is not a regular file; otherwise of the kind that
    ///   fstat(2)'s error number calls for.
    package init(path: String, descriptor: Descriptor) throws {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else {
            throw Failure.input(errno, "cannot be looked at", file: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure.refused("not-a-file", "is not a regular file", hint: "bring the file itself", file: path)
        }
        self.path = path
        self.descriptor = descriptor
        stamp = FileStamp(status)
    }

    /// An anonymous file in memory (memfd_create(2)) with these bytes, for code that reads from descriptors.
    ///
    /// - Throws: `Failure`, environment, if it cannot be made.
    package init(path: String, memory bytes: [UInt8]) throws {
        var number: Int32 = -1
        let error = uaed_memory_file(bytes, bytes.count, &number)
        guard error == 0 else { throw Failure.input(error, "cannot be unpacked into memory", file: path) }
        try self.init(path: path, descriptor: Descriptor(number))
    }

    /// The descriptor, for a child process that inherits it.
    package var number: Int32 { descriptor.number }

    /// What the file is now; nil if it cannot be examined any more.
    public var currentStamp: FileStamp? {
        var status = stat()
        return fstat(descriptor.number, &status) == 0 ? FileStamp(status) : nil
    }

    /// Whether the file has become shorter since it was opened, or cannot be examined any more.
    package var isShorterNow: Bool { currentStamp.map { $0.bytes < size } ?? true }

    /// Fills `buffer` from byte `offset` on, as far as the file reaches.
    ///
    /// - Returns: the number of bytes read.
    /// - Throws: `Failure`, of the kind that pread(2)'s error number calls for.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor.number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure.input(errno, "cannot be read", file: path) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// The same for an array, which is not resized.
    package func read(into buffer: inout [UInt8], at offset: Int) throws -> Int {
        try buffer.withUnsafeMutableBytes { try read(into: $0, at: offset) }
    }

    /// `count` bytes from byte `offset` on; fewer at the end of the file.
    package func bytes(from offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    /// The bytes in `range`; fewer if the file ends before it does.
    public func bytes(_ range: Range<Int>) throws -> [UInt8] {
        try bytes(from: range.lowerBound, count: range.count)
    }
}
