import ControlAPI
import Foundation
import NIOCore
import NIOHTTP1

/// One connection: collects a request within its limits, has it answered, writes the answer.
///
/// Lives on its channel's event loop alone.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let router: Router
    private let limits: ControlServer.Limits
    private let caller: Caller
    private let place: (table: OpenConnections, id: Int)
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var isTooLarge = false
    private var deadline: Scheduled<Void>?
    private var work: Task<Void, Never>?

    init(router: Router, limits: ControlServer.Limits, caller: Caller, place: (OpenConnections, Int)) {
        self.router = router
        self.limits = limits
        self.caller = caller
        self.place = place
    }

    func channelActive(context: ChannelHandlerContext) {
        expectBytes(context, within: limits.request)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        work?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            place.table.touch(place.id)
            body.clear()
            expectBytes(context, within: limits.request)
        case .body(var part):
            guard !isTooLarge else { return }
            guard body.readableBytes + part.readableBytes <= ControlProtocol.maximumBody else {
                isTooLarge = true
                let text = "the body is larger than \(ControlProtocol.maximumBody) bytes"
                return write(Response(ErrorReport("too-large", text)), context, close: true)
            }
            body.writeBuffer(&part)
        case .end:
            guard !isTooLarge, let head else { return }
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, context.channel.isActive else {
            return context.close(promise: nil)
        }
        let overflow = error == .headerOverflow
        let report = ErrorReport(
            overflow ? "headers-too-large" : "bad-request",
            overflow ? "the headers are larger than \(limits.headerBytes) bytes" : "this is not HTTP/1.1: \(error)")
        write(Response(report), context, close: true)
    }

    /// Closes the connection when nothing more comes in time.
    private func expectBytes(_ context: ChannelHandlerContext, within seconds: Int64) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            context.close(promise: nil)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let request = Request(
            method: head.method, uri: head.uri, headers: head.headers, body: Array(body.readableBytesView),
            caller: caller)
        let promise = context.eventLoop.makePromise(of: Response.self)
        work = Task { [router] in promise.succeed(await router.answer(request)) }
        promise.futureResult.assumeIsolated().whenSuccess { [self] response in
            guard context.channel.isActive else { return }
            if let stream = response.stream { return begin(stream, context) }
            write(response, context, close: !head.isKeepAlive)
            expectBytes(context, within: limits.idle)
        }
    }

    /// The connection ends with the answer.
    private func begin(_ stream: StreamAnswer, _ context: ChannelHandlerContext) {
        let headers: HTTPHeaders = [
            "content-type": stream.contentType, "cache-control": "no-store", "connection": "close",
        ]
        let start = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(start)), promise: nil)
        guard head?.method != .HEAD else {
            let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
            return written.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
        work = Task { [channel = context.channel, limits, place] in
            await stream.send(over: channel, within: .seconds(limits.request), place: place)
        }
    }

    private func write(_ response: Response, _ context: ChannelHandlerContext, close: Bool) {
        var headers = HTTPHeaders([
            ("content-type", response.contentType), ("content-length", String(response.body.count)),
        ])
        for (name, value) in response.headers { headers.add(name: name, value: value) }
        if close { headers.add(name: "connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        if head?.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        place.table.holds(place.id, response.body.count)
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        written.whenComplete { [place] _ in
            place.table.letGo(place.id, response.body.count)
            place.table.touch(place.id)
        }
        if close { written.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }
}
