// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A failed attempt to connect to a socket.
struct ConnectFailure: Error {
    var socket: String
    /// The system's errno; 0 if the error is not the system's.
    var code: CInt
    var reason: String

    init(_ socket: String, _ error: any Error) {
        self.socket = socket
        code = (error as? IOError)?.errnoCode ?? 0
        reason =
            switch code {
            case ENOENT: "not there"
            case ECONNREFUSED: "nobody listens"
            case EACCES: "permission denied"
            case 0: Self.isTooLong(error) ? "longer than a socket's path may be" : "\(error)"
            default: String(cString: strerror(code))
            }
    }

    private static func isTooLong(_ error: any Error) -> Bool {
        if case .unixDomainSocketPathTooLong? = error as? SocketAddressError { true } else { false }
    }

    /// False if only permission is missing, so that a daemon may listen there; else another socket is worth a try.
    var isAbsence: Bool { code != EACCES && code != EPERM }

    var report: ErrorReport {
        isAbsence ? .unreachable([.init(socket: socket, reason: reason)]) : .noPermission(socket)
    }
}

/// Sends one request and collects its answer; used on its channel's event loop only.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
    }

    private let request: HTTPRequestHead
    private let socket: String
    private let limit: Int
    private let timeout: Int
    private let answer: EventLoopPromise<Answer>
    private var status: Int?
    private var body = ByteBuffer()
    private var deadline: Scheduled<Void>?

    /// - Parameters:
    ///   - limit: the maximum number of bytes in the answer's body.
    ///   - timeout: seconds until the answer must be complete.
    init(_ request: HTTPRequestHead, socket: String, limit: Int, timeout: Int, answer: EventLoopPromise<Answer>) {
        self.request = request
        self.socket = socket
        self.limit = limit
        self.timeout = timeout
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(timeout))) { [self] in
            end(context, .failure(ErrorReport.silent(socket, seconds: timeout)))
        }
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
        case .body(var part):
            guard body.readableBytes + part.readableBytes <= limit else {
                return end(context, .failure(ErrorReport.tooLong(socket, bytes: limit)))
            }
            body.writeBuffer(&part)
        case .end:
            end(context, .success(Answer(status: status ?? 0, body: Array(body.readableBytesView))))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, .failure(ErrorReport.lost(socket)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError where (error as? HTTPParserError) != .invalidEOFState:
            end(context, .failure(ErrorReport.mismatch(socket, "does not speak HTTP/1.1")))
        default:
            end(context, .failure(ErrorReport.lost(socket)))
        }
    }

    private func end(_ context: ChannelHandlerContext, _ result: Result<Answer, any Error>) {
        deadline?.cancel()
        answer.completeWith(result)
        context.close(promise: nil)
    }
}
