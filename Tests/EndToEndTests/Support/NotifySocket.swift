// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import Synchronization

/// What a service manager hears on $NOTIFY_SOCKET: each datagram, in order.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let heard = Heard()

    init() throws {
        path = "/tmp/uaed-notify-\(UUID().uuidString.prefix(8).lowercased())"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let bound = try SocketAddress(unixDomainSocketPath: path).withSockAddr { [descriptor] address, size in
            bind(descriptor, address, socklen_t(size))
        }
        guard bound == 0 else { throw TestFailure("cannot bind \(path)") }
        Thread { [descriptor, heard] in Self.listen(descriptor, heard) }.start()
    }

    deinit {
        // The listening thread reads the end, and closes.
        shutdown(descriptor, Int32(SHUT_RD))
        unlink(path)
    }

    private static func listen(_ descriptor: Int32, _ heard: Heard) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            heard.messages.withLock { $0.append(text) }
            heard.bell.yield()
        }
        close(descriptor)
    }

    var messages: [String] { heard.messages.withLock { $0 } }

    /// Returns the messages so far when they hold what is wanted.
    func await(within seconds: Double = 60, _ wanted: @Sendable ([String]) -> Bool) async throws -> [String] {
        let deadline = Date.now + seconds
        let timeout = Task { [heard] in
            try await Task.sleep(for: .seconds(seconds))
            heard.bell.yield()
        }
        defer { timeout.cancel() }
        if wanted(messages) { return messages }
        for await _ in heard.bells {
            if wanted(messages) { return messages }
            if Date.now >= deadline { break }
        }
        throw TestFailure("the service manager heard only \(messages)")
    }

    private final class Heard: Sendable {
        let messages = Mutex<[String]>([])
        let bells: AsyncStream<Void>
        let bell: AsyncStream<Void>.Continuation

        init() { (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }
    }
}
