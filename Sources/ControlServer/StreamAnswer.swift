// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// An answer that is made while it is sent: the next part of its body, nil at its end.
struct StreamAnswer: Encodable, Sendable {
    let contentType: String
    let next: @Sendable () async throws -> [UInt8]?

    /// It is no document.
    func encode(to encoder: any Encoder) throws {}

    /// Sends it part by part, each when the client has taken the one before; a client that takes none in time is dropped.
    func send(over channel: any Channel, within limit: TimeAmount, place: (table: OpenConnections, id: Int)) async {
        while !Task.isCancelled, let part = try? await next(), !Task.isCancelled {
            let alarm = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
            place.table.holds(place.id, part.count)
            let isTaken: ()? = try? await channel.writeAndFlush(
                HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: part))))
            place.table.letGo(place.id, part.count)
            place.table.touch(place.id, isServed: true)
            alarm.cancel()
            guard isTaken != nil else { return }
        }
        try? await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        try? await channel.close()
    }
}
