// SPDX-License-Identifier: Apache-2.0
import Base

/// How a sample's values, in the data's natural order, fill the model's input.
struct SampleLayout: Codable, Equatable, Sendable {
    /// [height, width, channels], or [columns].
    let elementShape: [Int]
    /// The shape of the model's input, without the batch.
    let modelShape: [Int]
    /// nil for a table.
    let layout: JobSettings.Layout?

    /// For each place in the model's input, the place in the data; nil if they are the same.
    var order: [Int]? {
        guard layout == .channelsFirst, elementShape.count == 3, elementShape[2] > 1 else { return nil }
        let (pixels, channels) = (elementShape[0] * elementShape[1], elementShape[2])
        return (0..<channels).flatMap { channel in (0..<pixels).map { $0 * channels + channel } }
    }
}

extension SampleLayout {
    /// All ways in which samples of `elementShape` can fill an input of extents `declared` (nil: a free extent).
    ///
    /// A flat input is filled row-major in the model's layout. Ways that put the same values in the same places under
    /// the same shape count once.
    static func candidates(
        elementShape: [Int], declared: [Int?], layout: JobSettings.Layout?
    ) -> [SampleLayout] {
        guard elementShape.count == 3 else {
            return flat(elementShape[0], declared).map {
                [SampleLayout(elementShape: elementShape, modelShape: $0, layout: nil)]
            } ?? []
        }
        func ways(_ fill: ([Int], JobSettings.Layout, [Int?]) -> [Int]?) -> [SampleLayout] {
            var found: [SampleLayout] = []
            for layout in layout.map({ [$0] }) ?? JobSettings.Layout.allCases {
                guard let shape = fill(elementShape, layout, declared) else { continue }
                let way = SampleLayout(elementShape: elementShape, modelShape: shape, layout: layout)
                if !found.contains(where: { $0.modelShape == shape && $0.order == way.order }) { found.append(way) }
            }
            return found
        }
        let exact = ways(exact)
        return exact.isEmpty ? ways(squeezed) : exact
    }

    /// The model's shape if its input holds `count` values in a row; nil if it does not. A free extent
    /// takes the remaining factor.
    private static func flat(_ count: Int, _ declared: [Int?]) -> [Int]? {
        let known = declared.compactMap(\.self).reduce(1, *)
        let free = declared.count { $0 == nil }
        guard free <= 1, known > 0, free == 0 ? known == count : count % known == 0 else { return nil }
        return declared.map { $0 ?? count / known }
    }

    private static func exact(_ element: [Int], _ layout: JobSettings.Layout, _ declared: [Int?]) -> [Int]? {
        let (height, width, channels) = (element[0], element[1], element[2])
        let isFirst = layout == .channelsFirst
        let shapes = [
            isFirst ? [channels, height, width] : [height, width, channels],
            isFirst ? [channels, height * width] : [height * width, channels],
            [height * width * channels],
        ]
        return shapes.first { shape in
            shape.count == declared.count && zip(declared, shape).allSatisfy { $0 == nil || $0 == $1 }
        }
    }

    /// The declared shape if it equals the layout's apart from extents of 1.
    private static func squeezed(_ element: [Int], _ layout: JobSettings.Layout, _ declared: [Int?]) -> [Int]? {
        let known = declared.compactMap(\.self)
        let shape = layout == .channelsFirst ? [element[2], element[0], element[1]] : element
        let isSame = known.count == declared.count && known.filter { $0 != 1 } == shape.filter { $0 != 1 }
        return isSame ? known : nil
    }
}
