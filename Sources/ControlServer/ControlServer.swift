// SPDX-License-Identifier: Apache-2.0
import Base
import DaemonCore
import Glibc
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The server of the control socket: HTTP/1.1 (RFC 9112) over a Unix stream. Everything that a client can make grow has
/// a limit.
package struct ControlServer: Service {
    /// What clients may use up.
    package struct Limits: Sendable {
        /// Open connections of all users together.
        var connections = 512
        /// Open connections of one user.
        var connectionsOfOne = 256
        /// Bytes of unread answers, of all clients together.
        var heldBytes = 16 << 20
        /// Seconds from an answer to the next request's head, and for a client to read an answer before its next
        /// request is served.
        var idle: Int64 = 60
        /// Seconds from connecting to the first request's head, from a head to the end of its body, and for a client to
        /// take one part of a streamed answer.
        var request: Int64 = 10
        /// Fields of a request's head.
        var headerFields = 64
        /// Bytes of one header field, and of all of them together.
        var headerBytes = 8 * 1024
    }

    let path: String
    /// A listening socket that a service manager opened, which outlives the daemon; nil: the server binds its own.
    let handedOver: Int32?
    let router: Router
    let logger: Logger
    var limits = Limits()
    private let open: OpenConnections
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Creates a server that listens only when it is run.
    ///
    /// - Parameters:
    ///   - path: the socket's path.
    ///   - handedOver: the descriptor of a socket that listens there already, from ``SocketActivation``.
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

    /// Serves until a graceful shutdown. The daemon must have stopped by then, so that the answers and streams that its
    /// stop ends still reach their clients; they have one second for that.
    ///
    /// - Throws: `Failure`, refused, if no socket can be bound at the path.
    package func run() async throws {
        let place = SocketPlace(path)
        let server = try await bind(place)
        let mine = handedOver == nil ? place.identity : nil
        router.daemon.context.access.whenChanged { [self] in
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

    /// Asks the event loop to report a turn to the daemon's pulse. A connection to the socket would be no proof of
    /// life: clients may hold all that there are.
    package func askForTurn() {
        group.any().execute { [pulse = router.daemon.pulse] in pulse.turned(.control) }
    }

    private func bind(_ place: SocketPlace) async throws -> any Channel {
        if let handedOver { return try await bootstrap().withBoundSocket(handedOver).get() }
        do {
            return try await place.takenAlone {
                let server = try await bootstrap().bind(unixDomainSocketPath: path).get()
                // Until here only owner and group can connect: it takes the right to write, which the umask denies to
                // others.
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

    /// Gives the socket to the members' group. A user's own daemon may lack the right: the socket then stays with the
    /// user's group.
    private func giveToMembers() {
        if let group = router.daemon.context.access.value.members { chown(path, uid_t.max, group) }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            // A longer queue would only mean a longer wait; a client that finds it full retries
            // (``ControlAPI/Client``).
            .serverChannelOption(.backlog, value: 256)
            // Small reads leave pipelined requests in the kernel, where the sender's socket buffer bounds them.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            // A client that has closed its sending side still wants the answer (nc -N).
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Small buffers: for a client that does not read, few answers are made.
            .childChannelOption(.socketOption(.so_sndbuf), value: 32 * 1024)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 8 * 1024, high: 16 * 1024))
            .childChannelInitializer { [self] channel in
                Caller.of(channel, among: router.daemon.context.access.value.groups).flatMapThrowing { caller in
                    try configure(channel, caller)
                }
            }
    }

    private func configure(_ channel: any Channel, _ caller: Caller) throws {
        let id = open.enter(
            caller.uid, close: { channel.close(promise: nil) },
            review: { channel.pipeline.fireUserInboundEventTriggered(AccessChanged()) })
        channel.closeFuture.whenComplete { [open] _ in open.leave(id) }
        // No further request is read from a client that does not read its answers.
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
