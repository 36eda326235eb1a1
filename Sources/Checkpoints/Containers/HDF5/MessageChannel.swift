// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One end of a stream socket between two processes. It carries arrays of numbers in the machine's byte order;
/// both sides know their lengths.
package struct MessageChannel: Sendable {
    /// Why nothing could be sent or received.
    package enum Trouble: Error {
        /// The other end is closed.
        case closed
        /// The deadline has passed.
        case late
    }

    private let descriptor: Int32
    private let deadline: SuspendingClock.Instant?

    /// - Parameters:
    ///   - descriptor: the socket, which the caller closes.
    ///   - deadline: for everything that is received; nil waits as long as the other end is open.
    package init(descriptor: Int32, deadline: SuspendingClock.Instant? = nil) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// - Throws: ``Trouble/closed`` if the other end is closed.
    package func send<Element: BitwiseCopyable>(_ values: [Element]) throws {
        try values.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.send(
                    descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Trouble.closed }
                done += count
            }
        }
    }

    /// Receives exactly `count` elements.
    ///
    /// - Throws: ``Trouble``.
    package func receive<Element: BitwiseCopyable>(_ count: Int, of: Element.Type) throws -> [Element] {
        try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            let bytes = UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer).prefix(
                    count * MemoryLayout<Element>.stride))
            var done = 0
            while done < bytes.count {
                try awaitBytes()
                let received = recv(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, 0)
                if received < 0, errno == EINTR { continue }
                guard received > 0 else { throw Trouble.closed }
                done += received
            }
            initialized = count
        }
    }

    private func awaitBytes() throws {
        guard let deadline else { return }
        while true {
            let left = (deadline - SuspendingClock.now) / .milliseconds(1)
            guard left > 0 else { throw Trouble.late }
            var end = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&end, 1, Int32(clamping: Int(left.rounded(.up)))) > 0 { return }
        }
    }
}
