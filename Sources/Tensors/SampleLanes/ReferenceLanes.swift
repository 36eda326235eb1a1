// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The plain loops, which `Double` runs and against which the C kernels are tested.
extension LaneKernels where Self: Real {
    private static var lanes: Int { Lanes.count }

    public static func frame(
        _ s: lane_framing, _ x: UnsafePointer<Self>, mask: UnsafePointer<Self>?, slope: Self,
        _ places: UnsafePointer<Int32>, _ padded: UnsafeMutablePointer<Self>
    ) {
        let area = Int(s.padded_height * s.padded_width)
        for index in 0..<Int(s.planes) * area * lanes { padded[index] = 0 }
        for plane in 0..<Int(s.planes) {
            for (row, column) in product(s.height, s.width) {
                let from = Int(places[plane]) + row * Int(s.from_row) + column * Int(s.from_column)
                let to = plane * area + (row + Int(s.top)) * Int(s.padded_width) + column + Int(s.left)
                for lane in from * lanes..<(from + 1) * lanes {
                    let isKept = mask.map { $0[lane] > 0 } ?? true
                    padded[to * lanes + lane - from * lanes] = isKept ? x[lane] : slope * x[lane]
                }
            }
        }
    }

    public static func correlate(_ s: lane_correlation, _ o: CorrelationOperands<Self>) {
        let (taps, side) = (Int(s.taps), Int(LANE_MAPS))
        for map in 0..<Int(s.maps) {
            for (row, column) in product(s.out_height, s.out_width) {
                let to = (Int(o.places[map]) + row * Int(s.out_row) + column * Int(s.out_column)) * lanes
                let from = row * Int(s.row_step) + column * Int(s.column_step)
                for lane in 0..<lanes {
                    var sum = o.bias[map]
                    for tap in 0..<taps {
                        let weight = o.weights[(map / side * taps + tap) * side + map % side]
                        sum += weight * o.x[(from + Int(o.taps[tap])) * lanes + lane]
                    }
                    if let addend = o.addend { sum += addend[to + lane] }
                    o.y[to + lane] = sum <= 0 ? (o.slope == 0 ? 0 : o.slope * sum) : sum
                }
            }
        }
    }

    public static func multiply(
        rows: Int, columns: Int, adds: Bool, _ w: UnsafePointer<Self>, _ bias: UnsafePointer<Self>,
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        let side = Int(LANE_ROWS)
        for row in 0..<rows {
            for lane in 0..<lanes {
                var sum = bias[row]
                for column in 0..<columns {
                    sum += w[(row / side * columns + column) * side + row % side] * x[column * lanes + lane]
                }
                y[row * lanes + lane] = adds ? y[row * lanes + lane] + sum : sum
            }
        }
    }

    public static func gather(_ s: lane_table_rows, _ t: SparseOperands<Self>, _ y: UnsafeMutablePointer<Self>) {
        for plane in 0..<Int(s.planes) {
            for row in 0..<Int(s.rows) {
                for lane in 0..<lanes {
                    let to = (plane * Int(s.rows) + row) * lanes + lane
                    var sum = t.offsets.map { $0[row] } ?? 0
                    for term in Int(t.starts[row])..<Int(t.starts[row + 1]) {
                        let value = t.x[(plane * Int(s.in_plane) + Int(t.indices[term])) * lanes + lane]
                        sum += t.weights.map { value * $0[term] } ?? value
                    }
                    y[to] = s.adds != 0 ? y[to] + sum : sum
                }
            }
        }
    }

    public static func affine(
        count: Int, run: Int, adds: Bool, _ scale: UnsafePointer<Self>, _ offset: UnsafePointer<Self>?,
        _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        for index in 0..<count * lanes {
            let part = index / lanes / run
            let value = scale[part] * x[index] + (offset.map { $0[part] } ?? 0)
            y[index] = adds ? y[index] + value : value
        }
    }

    public static func map(
        _ function: LaneFunction, count: Int, adds: Bool, _ operands: LaneOperands<Self>,
        _ y: UnsafeMutablePointer<Self>
    ) {
        plainMap(function, count: count, adds: adds, operands, y)
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
