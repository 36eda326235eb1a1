import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// What a service manager hears on $NOTIFY_SOCKET: each datagram, in order.
final class NotifySocket: Sendable {
    let path: String
    private let channel: any Channel
    private let heard: Heard

    init() async throws {
        path = "/tmp/uaed-notify-\(UUID().uuidString.prefix(8).lowercased())"
        let heard = Heard()
        self.heard = heard
        channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(heard)) }
            }
            .bind(unixDomainSocketPath: path).get()
    }

    deinit {
        channel.close(promise: nil)
        unlink(path)
    }

    var messages: [String] { heard.messages.withLock { $0 } }

    /// Returns the messages so far when they hold what is wanted.
    func await(within seconds: Double = 60, _ wanted: @Sendable ([String]) -> Bool) async throws -> [String] {
        let timeout = Task {
            try await Task.sleep(for: .seconds(seconds))
            heard.bell.yield()
        }
        defer { timeout.cancel() }
        let deadline = Date.now + seconds
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

    private final class Reader: ChannelInboundHandler, Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        private let heard: Heard

        init(_ heard: Heard) { self.heard = heard }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data).data)
            heard.messages.withLock { $0.append(text) }
            heard.bell.yield()
        }
    }
}
