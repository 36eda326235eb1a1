// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Foundation

/// A pipe that wakes a thread which waits for a descriptor.
final class Bell: Sendable {
    private let reading: FileHandle
    private let writing: FileHandle

    init() throws {
        var ends: [Int32] = [-1, -1]
        let error = uaed_wake_up_pipe(&ends)
        guard error == 0 else {
            throw Failure(
                .environment, code: "too-many-files", "no pipe can be made: \(String(cString: strerror(error)))",
                hint: "raise the limit of open files: ulimit -n")
        }
        reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }

    func ring() {
        // If the pipe is full, it wakes the thread already.
        _ = write(writing.fileDescriptor, [1], 1)
    }

    /// Waits until the bell is rung, the descriptor is readable or the time has come.
    ///
    /// - Returns: true if the descriptor is readable.
    func wait(orReadable descriptor: Int32?, until time: ContinuousClock.Instant?) -> Bool {
        var both = [
            pollfd(fd: reading.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let wait = time.map { ContinuousClock.now.duration(to: $0) / .milliseconds(1) }
        _ = poll(&both, 2, wait.map { Int32(max(0, min($0.rounded(.up), 1e9))) } ?? -1)
        var rings = [UInt8](repeating: 0, count: 64)
        while read(reading.fileDescriptor, &rings, rings.count) > 0 {}
        return both[1].revents != 0
    }
}
