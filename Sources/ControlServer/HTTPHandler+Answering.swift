// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// Answers to complete requests: made whole, or streamed while they are made.
extension HTTPHandler {
    func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        place.table.touch(place.id, isServed: true)
        unanswered += 1
        let (uri, headers, caller) = (head.uri, head.headers, caller)
        let promise = context.eventLoop.makePromise(of: Response.self)
        work = Task { [router] in
            promise.succeed(await router.answer(head.method, uri, headers, caller))
        }
        promise.futureResult.assumeIsolated().whenSuccess { [self] response in
            guard context.channel.isActive else { return }
            if let stream = response.stream { return begin(stream, context) }
            write(response, context, close: !head.isKeepAlive || isHalfClosed)
            unanswered -= 1
            expectBytes(context, within: limits.idle)
        }
    }

    /// Starts a streamed answer. The connection closes at its end, so it needs no length.
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

    func write(_ response: Response, _ context: ChannelHandlerContext, close: Bool) {
        if let refusal = response.refusal { router.daemon.context.refusals.count(refusal) }
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
        let size = response.body.count + 1024
        place.table.holds(place.id, size)
        unanswered += 1
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        written.whenComplete { [place] _ in
            place.table.letGo(place.id, size)
            place.table.touch(place.id, isServed: false)
        }
        written.assumeIsolated().whenComplete { [self] _ in
            unanswered -= 1
            if close { context.close(promise: nil) } else { closeWhenDone(context) }
        }
    }
}
