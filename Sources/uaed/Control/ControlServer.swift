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

    init(
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
        await open.answersEnd(within: .seconds(1))
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
            // Until here only owner and group could connect as well: that takes the right to write. Who may not give it
            // away (a user's own daemon) leaves it to the own group.
            if let group = router.daemon.access.value.members { chown(path, uid_t.max, group) }
            chmod(path, 0o660)
            return server
        } catch {
            throw Self.refusal(path, folder, error)
        }
    }

    private static func refusal(_ path: String, _ folder: String, _ error: any Error) -> Failure {
        let reason = error is CocoaError ? error.localizedDescription : "\(error)"
        let session = "/run/user/\(geteuid())"
        let isWithoutSession = path.hasPrefix(session + "/") && !FileManager.default.fileExists(atPath: session)
        return Failure.refused(
            "no-socket", "the control socket \(path) cannot be made: \(reason)",
            hint: isWithoutSession
                ? "there is no \(session), because nobody is logged in: set XDG_RUNTIME_DIR for uaed and uaectl, or 'socket' in "
                    + "uaed.toml"
                : "set 'socket' to a path in a folder of your own, or: ls -ld '\(folder)'")
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            // A longer queue is a longer wait; who finds it full tries again (``ControlAPI/Client``).
            .serverChannelOption(.backlog, value: 256)
            // Requests that are sent ahead wait in the kernel, where their sender's buffer is their limit.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
            .childChannelOption(.maxMessagesPerRead, value: 1)
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
        let id = open.enter(caller.uid) { channel.close(promise: nil) }
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
