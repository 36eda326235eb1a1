// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Standardization, softmax and products of matrices by plain loops.
extension LaneKernels where Self: Real {
    public static func standardize(
        runs: Int, _ n: Int, _ epsilon: Double, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
        _ inverse: UnsafeMutablePointer<Self>
    ) {
        forEachRun(runs, n) { run, lane, elements in
            let mean = elements.reduce(0) { $0 + x[$1] } / Self(n)
            let variance = elements.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / Self(n)
            let factor = 1 / (variance + Self(epsilon)).squareRoot()
            inverse[run * Lanes.count + lane] = factor
            for element in elements { y[element] = (x[element] - mean) * factor }
        }
    }

    public static func standardizeAdjoint(
        runs: Int, _ n: Int, adds: Bool, _ y: UnsafePointer<Self>, _ inverse: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>
    ) {
        forEachRun(runs, n) { run, lane, elements in
            let mean = elements.reduce(0) { $0 + dy[$1] } / Self(n)
            let along = elements.reduce(0) { $0 + dy[$1] * y[$1] } / Self(n)
            for element in elements {
                let value = (dy[element] - mean - y[element] * along) * inverse[run * Lanes.count + lane]
                dx[element] = adds ? dx[element] + value : value
            }
        }
    }

    /// Calls `body` with every run and lane, and the indices of its elements.
    private static func forEachRun(_ runs: Int, _ n: Int, _ body: (Int, Int, StrideTo<Int>) -> Void) {
        for run in 0..<runs {
            for lane in 0..<Lanes.count {
                body(
                    run, lane,
                    stride(from: run * n * Lanes.count + lane, to: (run + 1) * n * Lanes.count, by: Lanes.count))
            }
        }
    }

    public static func softmax(
        _ s: lane_softmax_shape, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        forEachAxis(s) { elements in
            let most = elements.reduce(-Self.infinity) { max($0, x[$1]) }
            let sum = elements.reduce(0) { $0 + exp(x[$1] - most) }
            for element in elements {
                y[element] = s.logarithm != 0 ? x[element] - most - log(sum) : exp(x[element] - most) / sum
            }
        }
    }

    public static func softmaxAdjoint(
        _ s: lane_softmax_shape, _ y: UnsafePointer<Self>, _ dy: UnsafePointer<Self>,
        _ dx: UnsafeMutablePointer<Self>
    ) {
        forEachAxis(s) { elements in
            let isLogarithm = s.logarithm != 0
            let sum = elements.reduce(0) { $0 + (isLogarithm ? dy[$1] : dy[$1] * y[$1]) }
            for element in elements {
                let value = isLogarithm ? dy[element] - exp(y[element]) * sum : y[element] * (dy[element] - sum)
                dx[element] = s.adds != 0 ? dx[element] + value : value
            }
        }
    }

    /// Calls `body` with the indices along the middle axis, for every outer and inner position and lane.
    private static func forEachAxis(_ s: lane_softmax_shape, _ body: (StrideTo<Int>) -> Void) {
        let (extent, inner) = (Int(s.extent), Int(s.inner) * Lanes.count)
        for outer in 0..<Int(s.outer) {
            for position in 0..<inner {
                body(stride(from: outer * extent * inner + position, to: (outer + 1) * extent * inner, by: inner))
            }
        }
    }

    public static func multiplyMatrices(
        _ s: lane_matrices, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ c: UnsafeMutablePointer<Self>
    ) {
        for i in 0..<Int(s.rows) {
            for j in 0..<Int(s.columns) {
                let to = (i * Int(s.c_row) + j * Int(s.c_column)) * Lanes.count
                for lane in 0..<Lanes.count {
                    var sum: Self = 0
                    for k in 0..<Int(s.terms) {
                        sum +=
                            a[(i * Int(s.a_row) + k * Int(s.a_term)) * Lanes.count + lane]
                            * b[(k * Int(s.b_term) + j * Int(s.b_column)) * Lanes.count + lane]
                    }
                    c[to + lane] = (s.adds != 0 ? c[to + lane] : 0) + Self(s.factor) * sum
                }
            }
        }
    }
}
