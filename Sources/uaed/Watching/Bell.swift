import CLinux
import Foundation

/// A wake-up pipe: wakes a thread that waits for a descriptor.
final class Bell: Sendable {
    private let reading: FileHandle
    private let writing: FileHandle

    init() throws {
        var ends: [Int32] = [-1, -1]
        let error = uaed_wake_up_pipe(&ends)
        guard error == 0 else { throw InotifyError.unavailable(errno: error) }
        reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }

    func ring() {
        // A full pipe already wakes.
        _ = write(writing.fileDescriptor, [1], 1)
    }

    /// Returns when the bell was rung or the descriptor is readable.
    func wait(orReadable descriptor: Int32) {
        var both = [
            pollfd(fd: reading.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&both, 2, -1) < 0, errno == EINTR {}
        var rings = [UInt8](repeating: 0, count: 64)
        while read(reading.fileDescriptor, &rings, rings.count) > 0 {}
    }
}
