// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads the lines of a pipe, on the calling thread, until the pipe or its writer ends. The pipe is closed with the reader.
struct LineReader {
    /// The length at which a line is cut, so that a worker cannot use up the daemon's memory; its events are short.
    static let maximumLine = 1 << 20
    /// The bytes that are still read after the writer has ended: more than a pipe holds. Another process that holds the pipe may
    /// write for ever.
    private static let mostLeft = 1 << 20

    private let file: FileHandle
    /// A descriptor that is readable once the writer has ended; below zero if there is none, and then only the pipe's end counts.
    private let end: Int32

    init(_ file: FileHandle, until end: Int32 = -1) { (self.file, self.end) = (file, end) }

    func forEach(_ body: (String) -> Void) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var left = Self.mostLeft
        while left > 0, let hasEnded = awaitSomething() {
            let count = read(file.fileDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            if hasEnded { left -= count }
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: "\n") {
                    body(String(decoding: pending, as: UTF8.self))
                    pending.removeAll(keepingCapacity: true)
                } else if pending.count < Self.maximumLine {
                    pending.append(byte)
                }
            }
        }
        if !pending.isEmpty { body(String(decoding: pending, as: UTF8.self)) }
    }

    /// Waits until the pipe has something to read, or its end.
    ///
    /// - Returns: true if the writer has ended; nil if it has and the pipe is empty.
    private func awaitSomething() -> Bool? {
        var polled = [
            pollfd(fd: file.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: end, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&polled, 2, -1) < 0, errno == EINTR {}
        if polled[0].revents != 0 { return polled[1].revents != 0 }
        // It may have written between the two checks.
        var again = [pollfd(fd: file.fileDescriptor, events: Int16(POLLIN), revents: 0)]
        return poll(&again, 1, 0) > 0 ? true : nil
    }
}
