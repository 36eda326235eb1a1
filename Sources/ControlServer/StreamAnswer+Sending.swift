// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

extension StreamAnswer {
    /// Sends the body part by part, each after the client has taken the previous one. A client that does not take a
    /// part within `limit` is disconnected.
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
