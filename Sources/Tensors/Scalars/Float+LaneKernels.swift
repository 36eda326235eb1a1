// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The C kernels of the instruction-set level in use.
extension Float: LaneKernels {
    public static func frame(
        _ shape: lane_framing, _ x: UnsafePointer<Float>, mask: UnsafePointer<Float>?, slope: Float,
        _ places: UnsafePointer<Int32>, _ padded: UnsafeMutablePointer<Float>
    ) {
        var shape = shape
        shape.slope = slope
        withUnsafePointer(to: shape) { lane_frame($0, x, mask, places, padded) }
    }

    public static func correlate(_ shape: lane_correlation, _ o: CorrelationOperands<Float>) {
        let operands = lane_operands(
            x: o.x, taps: o.taps, weights: o.weights, bias: o.bias, places: o.places, addend: o.addend, y: o.y)
        var shape = shape
        shape.slope = o.slope
        withUnsafePointer(to: shape) { shape in withUnsafePointer(to: operands) { lane_correlate(shape, $0) } }
    }

    public static func multiply(
        rows: Int, columns: Int, adds: Bool, _ w: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
        _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        lane_multiply(Int32(rows), Int32(columns), adds ? 1 : 0, w, bias, x, y)
    }

    public static func products(
        _ s: LaneProductShape, lower: Bool, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        _ c: UnsafeMutablePointer<Float>
    ) {
        lane_products(
            Int32(s.rows), Int32(s.columns), Int32(s.length), Int32(s.rowDistance), Int32(s.rowDistance),
            Int32(s.coefficientDistance), lower ? 1 : 0, a, b, c)
    }

    public static func combine(
        _ s: LaneProductShape, keep: Float, _ c: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>
    ) {
        lane_combine(
            Int32(s.rows), Int32(s.columns), Int32(s.length), Int32(s.coefficientDistance), Int32(s.rowDistance),
            Int32(s.rowDistance), keep, c, x, y)
    }

    public static func maxima(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: window) { lane_maxima(Int32(planes), $0, x, y) }
    }

    public static func maximaAdjoint(
        _ planes: Int, _ window: planar_window, adds: Bool, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: window) { lane_maxima_adjoint(Int32(planes), $0, adds ? 1 : 0, x, y, dy, dx) }
    }

    public static func gather(
        _ shape: lane_table_rows, _ t: SparseOperands<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_gather($0, t.starts, t.indices, t.weights, t.offsets, t.x, y) }
    }

    public static func affine(
        count: Int, run: Int, adds: Bool, _ scale: UnsafePointer<Float>, _ offset: UnsafePointer<Float>?,
        _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        lane_affine(Int32(count), Int32(run), adds ? 1 : 0, scale, offset, x, y)
    }

    public static func standardize(
        runs: Int, _ n: Int, _ epsilon: Double, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
        _ inverse: UnsafeMutablePointer<Float>
    ) {
        lane_standardize(Int32(runs), Int32(n), Float(epsilon), x, y, inverse)
    }

    public static func standardizeAdjoint(
        runs: Int, _ n: Int, adds: Bool, _ y: UnsafePointer<Float>, _ inverse: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
    ) {
        lane_standardize_adjoint(Int32(runs), Int32(n), adds ? 1 : 0, y, inverse, dy, dx)
    }

    public static func softmax(
        _ shape: lane_softmax_shape, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_softmax($0, x, y) }
    }

    public static func softmaxAdjoint(
        _ shape: lane_softmax_shape, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_softmax_adjoint($0, y, dy, dx) }
    }

    public static func multiplyMatrices(
        _ shape: lane_matrices, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_multiply_matrices($0, a, b, c) }
    }

    public static func interleave(_ count: Int, _ rows: UnsafePointer<Float>, _ lanes: UnsafeMutablePointer<Float>) {
        lane_interleave(Int32(count), Int32(count), rows, lanes)
    }

    public static func deinterleave(_ count: Int, _ lanes: UnsafePointer<Float>, _ rows: UnsafeMutablePointer<Float>) {
        lane_deinterleave(Int32(count), Int32(count), lanes, rows)
    }
}
