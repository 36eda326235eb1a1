// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Gradients of weights and statistics of a batch by plain loops.
extension LaneWeightKernels where Self: Real {
    public static func correlateWeights(
        _ s: lane_correlation, _ o: WeightOperands<Self>, taps: UnsafePointer<Int32>, places: UnsafePointer<Int32>
    ) {
        let (side, count) = (Int(LANE_MAPS), Int(s.taps))
        for map in 0..<Int(s.maps) {
            for row in 0..<Int(s.out_height) {
                for column in 0..<Int(s.out_width) {
                    let from = row * Int(s.row_step) + column * Int(s.column_step)
                    let to = Int(places[map]) + row * Int(s.out_row) + column * Int(s.out_column)
                    for tap in 0..<count {
                        o.weights?[(map / side * count + tap) * side + map % side] += along(
                            o.x, from + Int(taps[tap]), o.dy, to)
                    }
                    o.bias?[map] += total(o.dy, to)
                }
            }
        }
    }

    public static func multiplyWeights(rows: Int, columns: Int, _ o: WeightOperands<Self>) {
        for row in 0..<rows {
            for column in 0..<columns {
                for lane in 0..<Lanes.count {
                    o.weights?[row * columns + column] +=
                        o.dy[row * Lanes.count + lane] * o.x[lane * columns + column]
                }
            }
            o.bias?[row] += total(o.dy, row)
        }
    }

    public static func affineWeights(count: Int, run: Int, _ o: WeightOperands<Self>) {
        for element in 0..<count {
            o.weights?[element / run] += along(o.x, element, o.dy, element)
            o.bias?[element / run] += total(o.dy, element)
        }
    }

    public static func moments(
        channels: Int, length: Int, _ x: UnsafePointer<Self>, _ moments: UnsafeMutablePointer<Self>
    ) {
        for channel in 0..<channels {
            let elements = channel * length..<(channel + 1) * length
            let mean = elements.reduce(0) { $0 + total(x, $1) } / Self(length * Lanes.count)
            moments[channel * Lanes.count] = mean
            moments[channel * Lanes.count + 1] = elements.reduce(0) { sum, element in
                (0..<Lanes.count).reduce(sum) { sum, lane in
                    let rest = x[element * Lanes.count + lane] - mean
                    return sum + rest * rest
                }
            }
        }
    }

    public static func slopes(
        channels: Int, length: Int, _ means: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ slopes: UnsafeMutablePointer<Self>
    ) {
        for channel in 0..<channels {
            var (sum, product): (Self, Self) = (0, 0)
            for index in channel * length * Lanes.count..<(channel + 1) * length * Lanes.count {
                sum += dy[index]
                product += dy[index] * (x[index] - means[channel])
            }
            slopes[channel * Lanes.count] = sum
            slopes[channel * Lanes.count + 1] = product
        }
    }

    public static func blend(
        count: Int, run: Int, adds: Bool, _ p: UnsafePointer<Self>, _ a: UnsafePointer<Self>,
        _ b: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        let parts = count / run
        for index in 0..<count * Lanes.count {
            let part = index / Lanes.count / run
            let value = p[part] * a[index] + p[parts + part] * b[index] + p[2 * parts + part]
            y[index] = adds ? y[index] + value : value
        }
    }

    /// The sum over the samples of one element, and of the products of two.
    private static func total(_ x: UnsafePointer<Self>, _ element: Int) -> Self {
        (0..<Lanes.count).reduce(0) { $0 + x[element * Lanes.count + $1] }
    }
    private static func along(
        _ x: UnsafePointer<Self>, _ element: Int, _ dy: UnsafePointer<Self>, _ other: Int
    ) -> Self {
        (0..<Lanes.count).reduce(0) { $0 + x[element * Lanes.count + $1] * dy[other * Lanes.count + $1] }
    }
}
