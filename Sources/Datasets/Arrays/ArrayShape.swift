// SPDX-License-Identifier: Apache-2.0
import Base

/// Which axes of an array are samples, rows, columns and channels.
struct ArrayShape: Equatable, Sendable {
    let kind: DatasetKind
    /// [height, width, channels], or [columns].
    let element: [Int]
    /// Whether the array has the channels before the rows.
    let isChannelsFirst: Bool

    /// [N, d], [N, H, W], [N, H, W, C] or [N, C, H, W].
    ///
    /// - Parameter axes: `[dataset] axes`; nil if the extents decide, of which the channels' is 1, 3 or 4.
    /// - Throws: `Failure` (refused) if the shape is none of these, or if both could be channels.
    init(_ shape: [Int], axes: DatasetOptions.Axes?, file: String) throws {
        switch shape.count {
        case 2: (kind, element, isChannelsFirst) = (.table, [shape[1]], false)
        case 3: (kind, element, isChannelsFirst) = (.images, [shape[1], shape[2], 1], false)
        case 4:
            let isFirst = try axes.map { $0 == .channelsFirst } ?? Self.isChannelsFirst(shape, file)
            kind = .images
            element = isFirst ? [shape[2], shape[3], shape[1]] : Array(shape[1...])
            isChannelsFirst = isFirst && shape[1] > 1
        default:
            throw Failure.refused(
                "array-shape", "has the shape \(shape); read are [N, d], [N, H, W], [N, H, W, C] and [N, C, H, W]",
                hint: "numpy.save(\"data.npy\", array.reshape(len(array), -1)) makes every sample one row", file: file)
        }
    }

    private static func isChannelsFirst(_ shape: [Int], _ file: String) throws -> Bool {
        let (first, last) = ([1, 3, 4].contains(shape[1]), [1, 3, 4].contains(shape[3]))
        if first != last { return first }
        if !first, shape[1] < min(shape[2], shape[3]) { return true }
        if !first, shape[3] < min(shape[1], shape[2]) { return false }
        throw Failure.refused(
            "axes-unclear", "has the shape \(shape), whose channels may be the second axis or the last",
            hint: "\(JobLine("dataset", "axes", text: "NHWC")) (or \"NCHW\")", file: file)
    }

    /// For each value of a sample, its place among the sample's elements in the array; nil if they are the same.
    var places: [Int]? {
        guard isChannelsFirst else { return nil }
        let (pixels, channels) = (element[0] * element[1], element[2])
        return (0..<pixels * channels).map { ($0 % channels) * pixels + $0 / channels }
    }

    /// For people: `28×28, gray`, `30 columns`.
    var words: String {
        guard kind == .images else { return counted(element[0], "column") }
        let color = [1: "gray", 3: "RGB", 4: "RGB and alpha"][element[2]] ?? counted(element[2], "channel")
        return "\(element[1])×\(element[0]), \(color)"
    }
}
