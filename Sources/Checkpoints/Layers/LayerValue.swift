// SPDX-License-Identifier: Apache-2.0
import Models

/// Where the channels lie: [N, C, positions…] as in PyTorch, or [N, positions…, C] as in Keras. Images have two axes of
/// positions, sequences one.
enum ImageLayout: String, CaseIterable, Sendable {
    case channelsFirst = "channels-first"
    case channelsLast = "channels-last"

    /// The axes of the other layout, in the order of this one, for a value of `rank` axes.
    func permutation(rank: Int) -> [Int] {
        self == .channelsFirst ? [0, rank - 1] + Array(1..<rank - 1) : [0] + Array(2..<rank) + [1]
    }

    var other: ImageLayout { self == .channelsFirst ? .channelsLast : .channelsFirst }
}

/// A value between two layers: rows, or channels at positions in one layout, or in both once a layer needed the other.
struct LayerValue {
    /// The number of axes, with the batch.
    let rank: Int
    private var values: [ImageLayout: Graph.ValueID]

    /// A value with three axes or more in `layout`; for rows, the layout has no meaning.
    init(_ value: Graph.ValueID, rank: Int, layout: ImageLayout) {
        self.rank = rank
        values = rank > 2 ? [layout: value] : [.channelsFirst: value, .channelsLast: value]
    }

    var isImage: Bool { rank == 4 }

    /// The axes of positions.
    var axisCount: Int { rank - 2 }

    /// A layout in which the value is present.
    var present: ImageLayout { values[.channelsFirst] == nil ? .channelsLast : .channelsFirst }

    /// nil if the value is present in the other layout only.
    subscript(layout: ImageLayout) -> Graph.ValueID? {
        get { values[layout] }
        set { values[layout] = newValue }
    }
}
