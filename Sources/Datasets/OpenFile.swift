// SPDX-License-Identifier: Apache-2.0
import Failures
import Glibc

/// A regular file, open for reading at any place by any thread.
public struct OpenFile: Sendable {
    /// Relative to the bundle.
    public let path: String
    public let size: Int
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

    /// Fills `buffer` from `offset` on, as far as the file reaches; the number of bytes read.
    func read(into buffer: inout [UInt8], at offset: Int) throws -> Int {
        try buffer.withUnsafeMutableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = pread(
                    descriptor.number, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Failure.system(errno, "cannot be read", file: path) }
                if count == 0 { break }
                done += count
            }
            return done
        }
    }

    /// Bytes `range`, fewer where the file ends before.
    public func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: range.count)
        let count = try read(into: &buffer, at: range.lowerBound)
        return count == buffer.count ? buffer : Array(buffer[..<count])
    }
}
