// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An open file of ``LocalDisk``. Short writes are continued and interrupted calls repeated.
final class LocalFile: NewFile {
    private var descriptor: Int32
    private let path: String

    init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    func append(_ bytes: ArraySlice<UInt8>) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, Array(rest), rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemFailure(count < 0 ? errno : ENOSPC, "writing", path).failure }
            rest = rest.dropFirst(count)
        }
    }

    func sync() throws {
        while fdatasync(descriptor) != 0 {
            guard errno == EINTR else { throw SystemFailure(errno, "syncing", path).failure }
        }
    }

    func close() throws {
        let closing = descriptor
        descriptor = -1
        // Linux has closed the descriptor even if close(2) fails with EINTR.
        try SystemFailure.check(Glibc.close(closing) == 0 || errno == EINTR ? 0 : errno, "closing", path)
    }
}

/// flock(2): released with its descriptor, so at the latest when its process ends.
final class LocalLock: FileLock {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }
}
