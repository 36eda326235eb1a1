// SPDX-License-Identifier: Apache-2.0
import Base
import DaemonCore
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// HTTP/1.1 over the Unix socket. Everything that a client can make grow has a limit.
package struct ControlServer: Service {
    package struct Limits: Sendable {
        var connections = 512
        /// Of one user.
        var connectionsOfOne = 256
        /// Bytes of answers that clients have not taken yet, all together.
        var heldBytes = 16 << 20
        /// Seconds without a byte, while no answer is being made.
        var idle: Int64 = 60
        /// Seconds for a whole request, from its first byte.
        var request: Int64 = 10
        var headerFields = 64
        var headerBytes = 8 * 1024
    }

    let path: String
    /// A listening socket that a service manager opened; it stays when the daemon goes.
    let handedOver: Int32?
    let router: Router
    let logger: Logger
    var limits = Limits()
    private let open: OpenConnections
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init(
        path: String, handedOver: Int32? = nil, router: Router, logger: Logger, limits: Limits = Limits()
    ) {
        self.path = path
        self.handedOver = handedOver
        self.router = router
        self.logger = logger
        self.limits = limits
        open = OpenConnections(limits)
    }

    /// It is stopped after the daemon: answers and streams that end with it still reach their clients.
    package func run() async throws {
        let place = SocketPlace(path)
        let server = try await bind(place)
        let mine = handedOver == nil ? place.identity : nil
        router.daemon.access.whenChanged { [self] in
            if let mine, place.identity == mine { giveToMembers() }
            open.reviewAll()
        }
        logger.info("listening", metadata: ["socket": "\(path)", "handed over": "\(handedOver != nil)"])
        askForTurn()
        try await withGracefulShutdownHandler {
            try await server.closeFuture.get()
        } onGracefulShutdown: {
            server.close(promise: nil)
        }
        if let mine { place.remove(mine) }
        await open.answersEnd(within: .seconds(1))
        try await group.shutdownGracefully()
    }

    /// Has the event loop tell the pulse that it turns. Not a connection of our own: clients may have taken all there are.
    package func askForTurn() {
        group.any().execute { [pulse = router.daemon.pulse] in pulse.turned(.control) }
    }

    private func bind(_ place: SocketPlace) async throws -> any Channel {
        if let handedOver { return try await bootstrap().withBoundSocket(handedOver).get() }
        do {
            return try await place.takenAlone {
                let server = try await bootstrap().bind(unixDomainSocketPath: path).get()
                // Until here only owner and group could connect as well: that takes the right to write.
                giveToMembers()
                chmod(path, 0o660)
                return server
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw place.refusal(error)
        }
    }

    /// Who may not give it away (a user's own daemon) leaves it to the own group.
    private func giveToMembers() {
        if let group = router.daemon.access.value.members { chown(path, uid_t.max, group) }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            // A longer queue is a longer wait; who finds it full tries again (``ControlAPI/Client``).
            .serverChannelOption(.backlog, value: 256)
            // Requests that are sent ahead wait in the kernel, where their sender's buffer is their limit.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            // Who has said all there is to say still wants the answer (nc -N).
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // And who does not read gets few answers made.
            .childChannelOption(.socketOption(.so_sndbuf), value: 32 * 1024)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 8 * 1024, high: 16 * 1024))
            .childChannelInitializer { [self] channel in
                Caller.of(channel, among: router.daemon.access.value.groups).flatMapThrowing { caller in
                    try configure(channel, caller)
                }
            }
    }

    private func configure(_ channel: any Channel, _ caller: Caller) throws {
        let id = open.enter(
            caller.uid, close: { channel.close(promise: nil) },
            review: { channel.pipeline.fireUserInboundEventTriggered(AccessChanged()) })
        channel.closeFuture.whenComplete { [open] _ in open.leave(id) }
        // Who does not read is not read from.
        try channel.pipeline.syncOperations.addHandler(BackPressureHandler())
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytes
        decoder.maxHeaderListSize = limits.headerBytes
        decoder.maxHeaderFieldCount = limits.headerFields
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withErrorHandling: false, withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
        try channel.pipeline.syncOperations.addHandler(
            HTTPHandler(router: router, limits: limits, caller: caller, place: (open, id)))
    }
}
