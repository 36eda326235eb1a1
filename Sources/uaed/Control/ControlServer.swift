import Failures
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// HTTP/1.1 over the Unix socket. Everything that a client can make grow has a limit.
struct ControlServer: Service {
    struct Limits: Sendable {
        var connections = 128
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
    private let open = OpenConnections()
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(
        path: String, handedOver: Int32? = nil, router: Router, logger: Logger, limits: Limits = Limits()
    ) {
        self.path = path
        self.handedOver = handedOver
        self.router = router
        self.logger = logger
        self.limits = limits
    }

    func run() async throws {
        let server = try await bind()
        logger.info("listening", metadata: ["socket": "\(path)", "handed over": "\(handedOver != nil)"])
        askForTurn()
        try await withGracefulShutdownHandler {
            try await server.closeFuture.get()
        } onGracefulShutdown: {
            server.close(promise: nil)
        }
        if handedOver == nil { unlink(path) }
        try await group.shutdownGracefully()
    }

    /// Has the event loop tell the pulse that it turns. Not a connection of our own: clients may have taken all there are.
    func askForTurn() {
        group.any().execute { [pulse = router.daemon.pulse] in pulse.turned(.control) }
    }

    /// Replaces a stale socket: the lock on the state directory has shown that no other daemon of this state lives.
    func bind() async throws -> any Channel {
        if let handedOver { return try await bootstrap().withBoundSocket(handedOver).get() }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            let server = try await bootstrap().bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
                .get()
            // Until here only owner and group could connect as well: that takes the right to write.
            chmod(path, 0o660)
            return server
        } catch {
            throw Failure.refused(
                "no-socket", "the control socket \(path) cannot be made: \(error)",
                hint: "set 'socket' to a path in a folder of your own, or: ls -ld '\(folder)'")
        }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { [limits, router, open] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard open.enter(limit: limits.connections) else { throw ChannelError.eof }
                    channel.closeFuture.whenComplete { _ in open.leave() }
                    var decoder = NIOHTTPDecoderLimitConfiguration()
                    decoder.maxHeaderFieldSize = limits.headerBytes
                    decoder.maxHeaderListSize = limits.headerBytes
                    decoder.maxHeaderFieldCount = limits.headerFields
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withErrorHandling: false, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: decoder)
                    try channel.pipeline.syncOperations.addHandler(HTTPHandler(router: router, limits: limits))
                }
            }
    }
}

private final class OpenConnections: Sendable {
    private let count = Mutex(0)

    func enter(limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
