// SPDX-License-Identifier: Apache-2.0
import CLinux
import Failures
import Glibc

/// A regular file, open for reading.
struct OpenFile: Sendable {
    let path: String
    let size: Int
    private let descriptor: Descriptor

    /// Refused where `descriptor` is not a regular file.
    init(path: String, descriptor: Descriptor) throws {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else {
            throw Failure.system(errno, "cannot be looked at", file: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure.refused("not-a-file", "is not a regular file", hint: "bring the file itself", file: path)
        }
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    /// A file in memory, for those who read descriptors.
    init(path: String, memory bytes: [UInt8]) throws {
        var number: Int32 = -1
        let error = uaed_memory_file(bytes, bytes.count, &number)
        guard error == 0 else { throw Failure.system(error, "cannot be unpacked into memory", file: path) }
        try self.init(path: path, descriptor: Descriptor(number))
    }

    /// For a child that shall inherit it.
    var number: Int32 { descriptor.number }

    /// Whether someone has cut the file since it was opened.
    var isShorterNow: Bool {
        var status = stat()
        return fstat(descriptor.number, &status) != 0 || Int(status.st_size) < size
    }

    /// The whole file; refused where it is larger than `limit` bytes.
    func contents(limit: Int) throws -> [UInt8] {
        guard size <= limit else { throw Limits.exceeded("bytes (\(size))", limit) }
        return try bytes(from: 0, count: size)
    }

    /// `count` bytes from `offset` on, fewer where the file ends before.
    func bytes(from offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let read = pread(
                    descriptor.number, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw Failure.system(errno, "cannot be read", file: path) }
                if read == 0 { break }
                done += read
            }
        }
    }
}
