// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The loops on lanes: plain ones by default, C kernels with run-time dispatch for `Float`. Pointers count elements.
public protocol LaneKernels {
    static func frame(
        _ shape: lane_framing, _ x: UnsafePointer<Self>, _ places: UnsafePointer<Int32>,
        _ padded: UnsafeMutablePointer<Self>)
    static func correlate(
        _ shape: lane_correlation, _ x: UnsafePointer<Self>, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>,
        _ places: UnsafePointer<Int32>, _ y: UnsafeMutablePointer<Self>)
    static func multiply(
        rows: Int, columns: Int, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>)
    /// Distances of rows are in vectors; `lower` leaves out the tiles above the diagonal.
    static func products(
        _ shape: LaneProductShape, lower: Bool, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ c: UnsafeMutablePointer<Self>)
    static func combine(
        _ shape: LaneProductShape, keep: Self, _ c: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>)
    static func maxima(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    static func maximaAdjoint(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>)
    static func pick(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
    static func pickAdjoint(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ dy: UnsafePointer<Self>, inputs: Int,
        _ dx: UnsafeMutablePointer<Self>)
    /// In place.
    static func activate(_ function: LaneActivation, _ y: UnsafeMutablePointer<Self>, count: Int)
    static func activateAdjoint(
        _ function: LaneActivation, _ y: UnsafePointer<Self>, _ dy: UnsafeMutablePointer<Self>, count: Int)
    static func interleave(_ count: Int, _ rows: UnsafePointer<Self>, _ lanes: UnsafeMutablePointer<Self>)
    static func deinterleave(_ count: Int, _ lanes: UnsafePointer<Self>, _ rows: UnsafeMutablePointer<Self>)
}

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

extension Double: LaneKernels {}
