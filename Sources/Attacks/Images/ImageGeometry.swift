// SPDX-License-Identifier: Apache-2.0
/// How the values of an image lie in a sample.
public struct ImageGeometry: Equatable, Sendable {
    public let height: Int
    public let width: Int
    public let channels: Int
    /// Channel, row, column; otherwise row, column, channel.
    public let isChannelsFirst: Bool

    public init(height: Int, width: Int, channels: Int, isChannelsFirst: Bool) {
        self.height = height
        self.width = width
        self.channels = channels
        self.isChannelsFirst = isChannelsFirst
    }

    public var count: Int { height * width * channels }

    func offset(_ row: Int, _ column: Int, _ channel: Int) -> Int {
        isChannelsFirst ? (channel * height + row) * width + column : (row * width + column) * channels + channel
    }

    /// Calls `body` with the place of every value.
    func forEach(_ body: (_ row: Int, _ column: Int, _ channel: Int, _ offset: Int) -> Void) {
        for row in 0..<height {
            for column in 0..<width {
                for channel in 0..<channels { body(row, column, channel, offset(row, column, channel)) }
            }
        }
    }
}
