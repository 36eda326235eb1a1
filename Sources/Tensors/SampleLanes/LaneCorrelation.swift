// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A correlation of planes with kernels in lanes: planes are copied into a border of zeros and correlated with every
/// kernel, and each resulting map is written to its place. Convolutions and their adjoints are built from it.
public struct LaneCorrelation<Scalar: Real>: Sendable {
    /// The geometry along one axis: the elements copied, the zeros before them and the steps.
    struct Axis {
        /// Source elements that are read, `step` apart.
        var copied: Int
        var step = 1
        /// Zeros before them.
        var before: Int
        var kernel: Int
        /// Outputs; the kernel moves by `stride` from one to the next.
        var outputs: Int
        var stride = 1
        /// Distance from output to output in memory, in elements of the axis.
        var spread = 1

        /// Extent of the framed plane.
        var padded: Int { (outputs - 1) * stride + kernel }
        /// The part of `copied` that the kernels reach.
        var reached: Int { min(copied, padded - before) }
    }

    private let framing: lane_framing
    private let shape: lane_correlation
    private let sources: [Int32]
    private let places: [Int32]
    private let weights: [Scalar]
    private let bias: [Scalar]
    /// Vectors of scratch memory that the framed planes take.
    public var scratchCount: Int { Int(framing.planes * framing.padded_height * framing.padded_width) }

    /// - Parameters:
    ///   - rows: the vertical axis.
    ///   - columns: the horizontal axis.
    ///   - sourceWidth: elements in a row of the source.
    ///   - resultWidth: elements in a row of the result.
    ///   - sources: where each plane begins, in vectors.
    ///   - places: where each map begins, in vectors.
    ///   - weight: the weight at (map, plane, kernel row, kernel column).
    init(
        rows: Axis, columns: Axis, sourceWidth: Int, resultWidth: Int, sources: [Int], places: [Int], bias: [Scalar],
        weight: (Int, Int, Int, Int) -> Scalar
    ) {
        framing = lane_framing(
            planes: Int32(sources.count), height: Int32(rows.reached), width: Int32(columns.reached),
            from_row: Int32(rows.step * sourceWidth), from_column: Int32(columns.step), top: Int32(rows.before),
            left: Int32(columns.before), padded_height: Int32(rows.padded), padded_width: Int32(columns.padded))
        shape = lane_correlation(
            channels: Int32(sources.count), maps: Int32(places.count), kernel_height: Int32(rows.kernel),
            kernel_width: Int32(columns.kernel), out_height: Int32(rows.outputs), out_width: Int32(columns.outputs),
            in_plane: Int32(rows.padded * columns.padded), in_row: Int32(columns.padded),
            row_step: Int32(rows.stride), column_step: Int32(columns.stride),
            out_row: Int32(rows.spread * resultWidth), out_column: Int32(columns.spread))
        self.sources = sources.map(Int32.init)
        self.places = places.map(Int32.init)
        self.bias = bias
        weights = Self.packed(maps: places.count, planes: sources.count, rows.kernel, columns.kernel, weight)
    }

    /// Weights as [map / 4][plane][row][column][map % 4], zeros beyond the last map.
    private static func packed(
        maps: Int, planes: Int, _ height: Int, _ width: Int, _ weight: (Int, Int, Int, Int) -> Scalar
    ) -> [Scalar] {
        let (side, taps) = (Int(LANE_MAPS), planes * height * width)
        var packed = [Scalar](repeating: 0, count: (maps + side - 1) / side * side * taps)
        for map in 0..<maps {
            for tap in 0..<taps {
                packed[(map / side * taps + tap) * side + map % side] = weight(
                    map, tap / (height * width), tap / width % height, tap % width)
            }
        }
        return packed
    }

    /// Reads the planes from vector `x` on and writes the maps from vector `y` on; `scratch` is the offset of
    /// ``scratchCount`` free vectors.
    public func apply(_ memory: inout [Scalar], x: Int, y: Int, scratch: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            let padded = base + scratch * Lanes.count
            Scalar.frame(framing, base + x * Lanes.count, sources, padded)
            Scalar.correlate(shape, padded, weights, bias, places, base + y * Lanes.count)
        }
    }
}
