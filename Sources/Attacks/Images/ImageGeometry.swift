// SPDX-License-Identifier: Apache-2.0
/// The layout of an image's values in a sample.
public struct ImageGeometry: Equatable, Sendable {
    public let height: Int
    public let width: Int
    public let channels: Int
    /// Whether the order is channel, row, column; otherwise it is row, column, channel.
    public let isChannelsFirst: Bool

    public init(height: Int, width: Int, channels: Int, isChannelsFirst: Bool) {
        self.height = height
        self.width = width
        self.channels = channels
        self.isChannelsFirst = isChannelsFirst
    }

    /// d, the values of an image.
    public var count: Int { height * width * channels }

    /// The index of a value in the sample.
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
