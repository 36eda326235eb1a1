// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import DaemonCore
import NIOCore
import NIOHTTP1

/// One connection: collects a request within the limits, has it answered, and writes the answer.
///
/// Used on its channel's event loop only.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    let router: Router
    let limits: ControlServer.Limits
    var caller: Caller
    let place: (table: OpenConnections, id: Int)
    var head: HTTPRequestHead?
    /// Bytes of the request's body so far; no route uses a body.
    private var bodyBytes = 0
    private var isTooLarge = false
    /// True if a complete request waits until the client has read the earlier answers.
    private var isWaiting = false
    /// True if the client sends nothing more; the connection then closes after the last answer.
    private(set) var isHalfClosed = false
    /// The number of requests in work plus that of answers not yet taken by the client.
    var unanswered = 0
    var deadline: Scheduled<Void>?
    var work: Task<Void, Never>?

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
            place.table.touch(place.id, isServed: false)
            bodyBytes = 0
            expectBytes(context, within: limits.request)
            welcomeBody(head, context)
        case .body(let part):
            guard !isTooLarge else { return }
            bodyBytes += part.readableBytes
            if bodyBytes > ControlProtocol.maximumBody { refuseBody(context) }
        case .end:
            guard !isTooLarge else { return }
            answerWhenRead(context)
        }
    }

    /// RFC 9110, 10.1.1: a client may wait for `100 Continue` before it sends its body. For a body that is too large,
    /// it gets the refusal instead.
    private func welcomeBody(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let isAwaited = head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
        guard isAwaited, head.version == .http1_1 else { return }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
            length > ControlProtocol.maximumBody
        {
            return refuseBody(context)
        }
        let go = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        isTooLarge = true
        let text = "the body is larger than \(ControlProtocol.maximumBody) bytes"
        write(Response(ErrorReport("too-large", text)), context, close: true)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isHalfClosed = true
            closeWhenDone(context)
        case is AccessChanged: review(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func closeWhenDone(_ context: ChannelHandlerContext) {
        if isHalfClosed, unanswered == 0, !isWaiting { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isWaiting { answerWhenRead(context) }
        context.fireChannelWritabilityChanged()
    }

    private func answerWhenRead(_ context: ChannelHandlerContext) {
        isWaiting = !context.channel.isWritable
        if isWaiting { return expectBytes(context, within: limits.idle) }
        if let head { answer(head, context) }
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

    /// Closes the connection in `seconds`, unless the deadline is moved or cancelled before.
    func expectBytes(_ context: ChannelHandlerContext, within seconds: Int64) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            context.close(promise: nil)
        }
    }
}
