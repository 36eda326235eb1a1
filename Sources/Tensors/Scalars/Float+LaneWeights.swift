// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The C kernels of gradients by weights, and of the statistics of a batch.
extension Float: LaneWeightKernels {
    public static func correlateWeights(
        _ shape: lane_correlation, _ o: WeightOperands<Float>, taps: UnsafePointer<Int32>,
        places: UnsafePointer<Int32>
    ) {
        guard let weights = o.weights else { return }
        withUnsafePointer(to: shape) { lane_correlate_weights($0, o.x, taps, places, o.dy, weights, o.bias) }
    }

    public static func multiplyWeights(rows: Int, columns: Int, _ o: WeightOperands<Float>) {
        guard let weights = o.weights else { return }
        lane_multiply_weights(Int32(rows), Int32(columns), o.x, o.dy, weights, o.bias)
    }

    public static func affineWeights(count: Int, run: Int, _ o: WeightOperands<Float>) {
        lane_affine_weights(Int32(count), Int32(run), o.x, o.dy, o.weights, o.bias)
    }

    public static func moments(
        channels: Int, length: Int, _ x: UnsafePointer<Float>, _ moments: UnsafeMutablePointer<Float>
    ) {
        lane_moments(Int32(channels), Int32(length), x, moments)
    }

    public static func slopes(
        channels: Int, length: Int, _ means: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>, _ slopes: UnsafeMutablePointer<Float>
    ) {
        lane_slopes(Int32(channels), Int32(length), means, x, dy, slopes)
    }

    public static func blend(
        count: Int, run: Int, adds: Bool, _ p: UnsafePointer<Float>, _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        lane_blend(Int32(count), Int32(run), adds ? 1 : 0, p, a, b, y)
    }
}
