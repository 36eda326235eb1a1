// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP server on a real Unix socket; a test writes its answers.
final class StubServer: Sendable {
    struct Call: Sendable, Equatable {
        var method: String
        /// The path with its query, as it came.
        var uri: String

        var path: String { String(uri.prefix { $0 != "?" }) }
    }

    enum Reply: Sendable {
        case json(String, status: Int = 200)
        /// The connection stays open and silent.
        case silence
        /// The connection ends without an answer.
        case hangUp
    }

    /// nil: the daemon's usual answer, which is its version, or 404.
    typealias Script = @Sendable (Call) async -> Reply?

    let socket: String
    private let listener: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        let calls = Mutex<[Call]>([])
    }

    private init(_ socket: String, _ listener: any Channel, _ log: Log) {
        self.socket = socket
        self.listener = listener
        self.log = log
    }

    var calls: [Call] { log.calls.withLock { $0 } }

    static func start(_ socket: String, _ script: @escaping Script) async throws -> StubServer {
        let log = Log()
        let listener = try await bootstrap { channel in
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(StubHandler(script, log))
        }.bind(unixDomainSocketPath: socket, cleanupExistingSocketFile: true).get()
        return StubServer(socket, listener, log)
    }

    /// Something that is not an HTTP server: whatever it is told, it says `bytes`.
    static func start(_ socket: String, saying bytes: String) async throws -> StubServer {
        let listener = try await bootstrap { channel in
            try channel.pipeline.syncOperations.addHandler(ParrotHandler(bytes))
        }.bind(unixDomainSocketPath: socket, cleanupExistingSocketFile: true).get()
        return StubServer(socket, listener, Log())
    }

    /// No one listens any more; the socket's file stays, as after `kill -9`.
    func stop() async throws { try await listener.close() }

    private static func bootstrap(_ set: @escaping @Sendable (any Channel) throws -> Void) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try set(channel) }
        }
    }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let script: StubServer.Script
    private let log: StubServer.Log

    init(_ script: @escaping StubServer.Script, _ log: StubServer.Log) {
        self.script = script
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        let call = StubServer.Call(method: head.method.rawValue, uri: head.uri)
        log.calls.withLock { $0.append(call) }
        let answering = Answering(call: call, script: script, channel: context.channel)
        Task { await answering.run() }
    }
}

private struct Answering: Sendable {
    let call: StubServer.Call
    let script: StubServer.Script
    let channel: any Channel

    func run() async {
        switch await script(call) ?? usual {
        case .silence: break
        case .hangUp: channel.close(promise: nil)
        case .json(let text, let status): write(text, status)
        }
    }

    private var usual: StubServer.Reply {
        call.path == "/v1/version"
            ? .json(Documents.version)
            : .json(Documents.error("not-found", "there is no \(call.path)"), status: 404)
    }

    private func write(_ text: String, _ status: Int) {
        let headers = HTTPHeaders([("content-length", String(text.utf8.count)), ("connection", "close")])
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { [channel] _ in
            channel.close(promise: nil)
        }
    }
}

private final class ParrotHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let bytes: String

    init(_ bytes: String) { self.bytes = bytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = context.channel
        channel.writeAndFlush(ByteBuffer(string: bytes)).whenComplete { _ in channel.close(promise: nil) }
    }
}
