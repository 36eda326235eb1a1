// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The loops on lanes that only a training needs: gradients of weights, which are added to, and statistics of a batch.
public protocol LaneWeightKernels {
    /// dw[m][t] += Σ dy[m]·x[t] over all positions and samples, in the correlation's own layout, and dbias[m] += Σ dy[m].
    static func correlateWeights(
        _ shape: lane_correlation, _ operands: WeightOperands<Self>, taps: UnsafePointer<Int32>,
        places: UnsafePointer<Int32>)
    /// dw[m][k] += Σ dy[m]·x[k] over the samples, x being given as sixteen rows, and dbias[m] += Σ dy[m].
    static func multiplyWeights(rows: Int, columns: Int, _ operands: WeightOperands<Self>)
    /// dscale[e / run] += Σ dy[e]·x[e] and doffset[e / run] += Σ dy[e]
    static func affineWeights(count: Int, run: Int, _ operands: WeightOperands<Self>)
    /// Mean and sum of squared differences from it of each channel of `length` vectors, in its first two lanes.
    static func moments(
        channels: Int, length: Int, _ x: UnsafePointer<Self>, _ moments: UnsafeMutablePointer<Self>)
    /// Σ dy and Σ dy·(x − mean) of each channel, in its first two lanes.
    static func slopes(
        channels: Int, length: Int, _ means: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ slopes: UnsafeMutablePointer<Self>)
    /// y[e] = p[e / run]·a[e] + q[e / run]·b[e] + r[e / run], where q and r follow p.
    static func blend(
        count: Int, run: Int, adds: Bool, _ p: UnsafePointer<Self>, _ a: UnsafePointer<Self>,
        _ b: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
}

/// What the gradient of weights is computed from, and where it is added to; a nil bias is none.
public struct WeightOperands<T> {
    let x: UnsafePointer<T>
    let dy: UnsafePointer<T>
    let weights: UnsafeMutablePointer<T>?
    let bias: UnsafeMutablePointer<T>?
}

/// `Double` runs the plain loops.
extension Double: LaneWeightKernels {}
