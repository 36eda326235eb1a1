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

    let router: Router
    let limits: ControlServer.Limits
    let caller: Caller
    let place: (table: OpenConnections, id: Int)
    var head: HTTPRequestHead?
    var body = ByteBuffer()
    private var isTooLarge = false
    /// A whole request, to be answered when the client has read what it asked for before.
    private var isWaiting = false
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
            guard !isTooLarge else { return }
            answerWhenRead(context)
        }
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

    /// Closes the connection when nothing more comes in time.
    func expectBytes(_ context: ChannelHandlerContext, within seconds: Int64) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            context.close(promise: nil)
        }
    }
}
