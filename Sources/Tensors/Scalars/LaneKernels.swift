// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The loops on lanes: plain loops by default, for `Float` C kernels that are chosen at run time.
///
/// Pointers point to elements; counts, distances and places are in vectors, i.e. one element of all sixteen samples.
public protocol LaneKernels {
    /// Copies planes of x, the k-th from places[k] on, into a border of zeros.
    static func frame(
        _ shape: lane_framing, _ x: UnsafePointer<Self>, _ places: UnsafePointer<Int32>,
        _ padded: UnsafeMutablePointer<Self>)
    /// Correlates the planes of x with every kernel; map m is written from places[m] on.
    ///
    /// `w` is packed as [map / `LANE_MAPS`][plane][row][column][map % `LANE_MAPS`]; `bias` has one value per map.
    static func correlate(
        _ shape: lane_correlation, _ x: UnsafePointer<Self>, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>,
        _ places: UnsafePointer<Int32>, _ y: UnsafeMutablePointer<Self>)
    /// y[m] = bias[m] + Σₖ w[m][k]·x[k]; `w` is packed as [row / `LANE_ROWS`][column][row % `LANE_ROWS`].
    static func multiply(
        rows: Int, columns: Int, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>)
    /// C[i][j] += Σₑ a[i][e]·b[j][e]; `lower` leaves out the tiles above the diagonal.
    static func products(
        _ shape: LaneProductShape, lower: Bool, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ c: UnsafeMutablePointer<Self>)
    /// y[i][e] ← keep·y[i][e] + Σⱼ C[i][j]·x[j][e]; keep = 0 overwrites y.
    static func combine(
        _ shape: LaneProductShape, keep: Self, _ c: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>)
    /// The largest value of each window.
    static func maxima(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    /// The gradient dx of ``maxima(_:_:_:_:)``, overwritten: each window passes dy to its first maximum.
    static func maximaAdjoint(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>)
    /// y[i] = x[indices[i]].
    static func pick(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    /// Clears `inputs` vectors of dx, then dx[indices[i]] += dy[i].
    static func pickAdjoint(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ dy: UnsafePointer<Self>, inputs: Int,
        _ dx: UnsafeMutablePointer<Self>)
    /// y ← φ(y) in place, `count` vectors.
    static func activate(_ function: LaneActivation, _ y: UnsafeMutablePointer<Self>, count: Int)
    /// Turns dy into dx in place, from the activation's values y.
    static func activateAdjoint(
        _ function: LaneActivation, _ y: UnsafePointer<Self>, _ dy: UnsafeMutablePointer<Self>, count: Int)
    /// Lays sixteen rows of `count` elements out as lanes.
    static func interleave(_ count: Int, _ rows: UnsafePointer<Self>, _ lanes: UnsafeMutablePointer<Self>)
    /// The reverse of ``interleave(_:_:_:)``.
    static func deinterleave(_ count: Int, _ lanes: UnsafePointer<Self>, _ rows: UnsafeMutablePointer<Self>)
}

/// The C kernels of the instruction-set level in use.
extension Float: LaneKernels {
    public static func frame(
        _ shape: lane_framing, _ x: UnsafePointer<Float>, _ places: UnsafePointer<Int32>,
        _ padded: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_frame($0, x, places, padded) }
    }

    public static func correlate(
        _ shape: lane_correlation, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
        _ places: UnsafePointer<Int32>, _ y: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: shape) { lane_correlate($0, x, w, bias, places, y) }
    }

    public static func multiply(
        rows: Int, columns: Int, _ w: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>
    ) {
        lane_multiply(Int32(rows), Int32(columns), w, bias, x, y)
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
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: window) { lane_maxima_adjoint(Int32(planes), $0, x, y, dy, dx) }
    }

    public static func pick(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        lane_pick(Int32(count), indices, x, y)
    }

    public static func pickAdjoint(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ dy: UnsafePointer<Float>, inputs: Int,
        _ dx: UnsafeMutablePointer<Float>
    ) {
        lane_pick_adjoint(Int32(count), indices, dy, Int32(inputs), dx)
    }

    public static func interleave(_ count: Int, _ rows: UnsafePointer<Float>, _ lanes: UnsafeMutablePointer<Float>) {
        lane_interleave(Int32(count), Int32(count), rows, lanes)
    }

    public static func deinterleave(_ count: Int, _ lanes: UnsafePointer<Float>, _ rows: UnsafeMutablePointer<Float>) {
        lane_deinterleave(Int32(count), Int32(count), lanes, rows)
    }
}

/// `Double` runs the plain loops.
extension Double: LaneKernels {}
