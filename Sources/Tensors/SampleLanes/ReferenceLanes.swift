// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The plain loops, which `Double` runs and against which the C kernels are tested.
extension LaneKernels where Self: Real {
    private static var lanes: Int { Lanes.count }

    public static func frame(
        _ s: lane_framing, _ x: UnsafePointer<Self>, _ places: UnsafePointer<Int32>,
        _ padded: UnsafeMutablePointer<Self>
    ) {
        let area = Int(s.padded_height * s.padded_width)
        for index in 0..<Int(s.planes) * area * lanes { padded[index] = 0 }
        for plane in 0..<Int(s.planes) {
            for (row, column) in product(s.height, s.width) {
                let from = Int(places[plane]) + row * Int(s.from_row) + column * Int(s.from_column)
                let to = plane * area + (row + Int(s.top)) * Int(s.padded_width) + column + Int(s.left)
                for lane in 0..<lanes { padded[to * lanes + lane] = x[from * lanes + lane] }
            }
        }
    }

    public static func correlate(
        _ s: lane_correlation, _ x: UnsafePointer<Self>, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>,
        _ places: UnsafePointer<Int32>, _ y: UnsafeMutablePointer<Self>
    ) {
        let taps = Int(s.channels * s.kernel_height * s.kernel_width)
        let side = Int(LANE_MAPS)
        for map in 0..<Int(s.maps) {
            for (row, column) in product(s.out_height, s.out_width) {
                let to = Int(places[map]) + row * Int(s.out_row) + column * Int(s.out_column)
                for lane in 0..<lanes { y[to * lanes + lane] = bias[map] }
                for channel in 0..<Int(s.channels) {
                    for (p, q) in product(s.kernel_height, s.kernel_width) {
                        let tap = (channel * Int(s.kernel_height) + p) * Int(s.kernel_width) + q
                        let weight = w[(map / side * taps + tap) * side + map % side]
                        let from =
                            channel * Int(s.in_plane) + (row * Int(s.row_step) + p) * Int(s.in_row)
                            + column * Int(s.column_step) + q
                        for lane in 0..<lanes { y[to * lanes + lane] += weight * x[from * lanes + lane] }
                    }
                }
            }
        }
    }

    public static func multiply(
        rows: Int, columns: Int, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>
    ) {
        let side = Int(LANE_ROWS)
        for row in 0..<rows {
            for lane in 0..<lanes {
                var sum = bias[row]
                for column in 0..<columns {
                    sum += w[(row / side * columns + column) * side + row % side] * x[column * lanes + lane]
                }
                y[row * lanes + lane] = sum
            }
        }
    }

    public static func pick(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        for index in 0..<count {
            for lane in 0..<lanes { y[index * lanes + lane] = x[Int(indices[index]) * lanes + lane] }
        }
    }

    public static func pickAdjoint(
        _ count: Int, _ indices: UnsafePointer<Int32>, _ dy: UnsafePointer<Self>, inputs: Int,
        _ dx: UnsafeMutablePointer<Self>
    ) {
        for index in 0..<inputs * lanes { dx[index] = 0 }
        for index in 0..<count {
            for lane in 0..<lanes { dx[Int(indices[index]) * lanes + lane] += dy[index * lanes + lane] }
        }
    }

    public static func interleave(_ count: Int, _ rows: UnsafePointer<Self>, _ memory: UnsafeMutablePointer<Self>) {
        for element in 0..<count {
            for lane in 0..<lanes { memory[element * lanes + lane] = rows[lane * count + element] }
        }
    }

    public static func deinterleave(_ count: Int, _ memory: UnsafePointer<Self>, _ rows: UnsafeMutablePointer<Self>) {
        for element in 0..<count {
            for lane in 0..<lanes { rows[lane * count + element] = memory[element * lanes + lane] }
        }
    }

    /// All (row, column) in row-major order.
    private static func product(_ rows: Int32, _ columns: Int32) -> [(Int, Int)] {
        (0..<Int(rows)).flatMap { row in (0..<Int(columns)).map { (row, $0) } }
    }
}
