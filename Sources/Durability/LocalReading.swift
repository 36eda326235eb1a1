// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A file of the real file system, open for reading. Interrupted calls are repeated.
final class LocalReading: ReadableFile {
    private let descriptor: Int32
    private let path: String

    init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func status() throws -> FileStatus {
        var information = stat()
        var born = Int64.min
        try SystemFailure.check(uaed_look_open(descriptor, &information, &born), "looking at", path)
        return FileStatus(information, born: born)
    }

    func read(from offset: Int, atMost count: Int) throws -> [UInt8] {
        var information = stat()
        let length = fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, length - offset)))
        let done = try fill(&bytes, offset)
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    private func fill(_ bytes: inout [UInt8], _ offset: Int) throws -> Int {
        var done = 0
        while done < bytes.count {
            let step = bytes.count - done
            var part = [UInt8](repeating: 0, count: min(step, 1 << 24))
            let got = pread(descriptor, &part, part.count, off_t(offset + done))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SystemFailure(errno, "reading", path).failure }
            guard got > 0 else { break }
            bytes.replaceSubrange(done..<done + got, with: part[..<got])
            done += got
        }
        return done
    }
}
