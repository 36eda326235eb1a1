// SPDX-License-Identifier: Apache-2.0
import Models

/// Where the channels of an image lie: [N, C, H, W] as in PyTorch, or [N, H, W, C] as in Keras.
enum ImageLayout: String, CaseIterable, Sendable {
    case channelsFirst = "channels-first"
    case channelsLast = "channels-last"

    /// The axes of the other layout, in the order of this one.
    var permutation: [Int] { self == .channelsFirst ? [0, 3, 1, 2] : [0, 2, 3, 1] }

    var other: ImageLayout { self == .channelsFirst ? .channelsLast : .channelsFirst }
}

/// A value between two layers: rows, or an image in one layout, or in both once a layer needed the other.
struct LayerValue {
    /// The number of axes, with the batch.
    let rank: Int
    private var values: [ImageLayout: Graph.ValueID]

    /// An image with four axes in `layout`; with any other number of axes, the layout has no meaning.
    init(_ value: Graph.ValueID, rank: Int, layout: ImageLayout) {
        self.rank = rank
        values = rank == 4 ? [layout: value] : [.channelsFirst: value, .channelsLast: value]
    }

    var isImage: Bool { rank == 4 }

    /// A layout in which the value is present.
    var present: ImageLayout { values[.channelsFirst] == nil ? .channelsLast : .channelsFirst }

    /// nil if the value is present in the other layout only.
    subscript(layout: ImageLayout) -> Graph.ValueID? {
        get { values[layout] }
        set { values[layout] = newValue }
    }
}
