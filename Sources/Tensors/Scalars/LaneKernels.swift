// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The loops on lanes: plain loops by default, for `Float` C kernels that are chosen at run time.
///
/// Pointers point to elements; counts, distances and places are in vectors, i.e. one element of all sixteen samples.
/// Where a kernel takes `adds`, it adds to its result's old values instead of overwriting them.
public protocol LaneKernels {
    /// Copies planes of x, the k-th from places[k] on, into a border of zeros; where the mask (laid out as x) is not
    /// positive, times the slope.
    static func frame(
        _ shape: lane_framing, _ x: UnsafePointer<Self>, mask: UnsafePointer<Self>?, slope: Self,
        _ places: UnsafePointer<Int32>, _ padded: UnsafeMutablePointer<Self>)
    /// Weighted sums of sources, for each output of each map, with an ending.
    static func correlate(_ shape: lane_correlation, _ operands: CorrelationOperands<Self>)
    /// y[m] = bias[m] + Σₖ w[m][k]·x[k]; `w` is packed as [row / `LANE_ROWS`][column][row % `LANE_ROWS`].
    static func multiply(
        rows: Int, columns: Int, adds: Bool, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>,
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
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
    /// The gradient dx of ``maxima(_:_:_:_:)``: each window passes dy to its first maximum.
    static func maximaAdjoint(
        _ planes: Int, _ window: planar_window, adds: Bool, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>)
    /// y[i] = offsets[i] + Σ weights[t]·x[indices[t]] over the terms t of row i, plane by plane.
    static func gather(_ shape: lane_table_rows, _ table: SparseOperands<Self>, _ y: UnsafeMutablePointer<Self>)
    /// y[e] = scale[e / run]·x[e] + offset[e / run]
    static func affine(
        count: Int, run: Int, adds: Bool, _ scale: UnsafePointer<Self>, _ offset: UnsafePointer<Self>?,
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    /// y = (x − mean)/√(variance + ε) over each of `runs` runs of n elements; the last factor goes to `inverse`.
    static func standardize(
        runs: Int, _ n: Int, _ epsilon: Double, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
        _ inverse: UnsafeMutablePointer<Self>)
    /// dx = inverse·(dy − mean(dy) − y·mean(dy·y))
    static func standardizeAdjoint(
        runs: Int, _ n: Int, adds: Bool, _ y: UnsafePointer<Self>, _ inverse: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>)
    /// Softmax, or its logarithm, along the middle axis of [outer, extent, inner].
    static func softmax(
        _ shape: lane_softmax_shape, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    static func softmaxAdjoint(
        _ shape: lane_softmax_shape, _ y: UnsafePointer<Self>, _ dy: UnsafePointer<Self>,
        _ dx: UnsafeMutablePointer<Self>)
    /// c[i][j] = factor·Σₖ a[i][k]·b[k][j], both factors different from sample to sample.
    static func multiplyMatrices(
        _ shape: lane_matrices, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ c: UnsafeMutablePointer<Self>)
    /// y = f(a, b, c), element by element; y may be one of them.
    static func map(
        _ function: LaneFunction, count: Int, adds: Bool, _ operands: LaneOperands<Self>,
        _ y: UnsafeMutablePointer<Self>)
    /// Lays sixteen rows of `count` elements out as lanes.
    static func interleave(_ count: Int, _ rows: UnsafePointer<Self>, _ lanes: UnsafeMutablePointer<Self>)
    /// The reverse of ``interleave(_:_:_:)``.
    static func deinterleave(_ count: Int, _ lanes: UnsafePointer<Self>, _ rows: UnsafeMutablePointer<Self>)
}

/// The arrays of a correlation: term t of an output lies taps[t] vectors from its source on, map m begins at places[m].
public struct CorrelationOperands<T> {
    let x: UnsafePointer<T>
    let taps: UnsafePointer<Int32>
    /// [map / `LANE_MAPS`][term][map % `LANE_MAPS`], zeros beyond the last map.
    let weights: UnsafePointer<T>
    let bias: UnsafePointer<T>
    let places: UnsafePointer<Int32>
    /// Laid out as y; nil for none.
    let addend: UnsafePointer<T>?
    /// Of the ending max(y, 0) + slope·min(y, 0).
    let slope: T
    let y: UnsafeMutablePointer<T>
}

/// A sparse matrix and what it is applied to; nil weights are ones, nil offsets zeros.
public struct SparseOperands<T> {
    let starts: UnsafePointer<Int32>
    let indices: UnsafePointer<Int32>
    let weights: UnsafePointer<T>?
    let offsets: UnsafePointer<T>?
    let x: UnsafePointer<T>
}

/// `Double` runs the plain loops.
extension Double: LaneKernels {}
