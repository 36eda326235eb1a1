// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The four pixels around a point and their weights; a point beyond the edge takes the edge's value.
struct BilinearTaps {
    private let rows: (Int, Int)
    private let columns: (Int, Int)
    /// The weight of the second row and column.
    private let share: (row: Double, column: Double)

    /// The point lies at (`row`, `column`), where pixel centres are whole numbers.
    init(row: Double, column: Double, _ geometry: ImageGeometry) {
        let row = min(max(row, 0), Double(geometry.height - 1))
        let column = min(max(column, 0), Double(geometry.width - 1))
        rows = (Int(row), min(Int(row) + 1, geometry.height - 1))
        columns = (Int(column), min(Int(column) + 1, geometry.width - 1))
        share = (row - Double(Int(row)), column - Double(Int(column)))
    }

    /// The offset and weight of each pixel.
    func pixels(channel: Int, _ geometry: ImageGeometry) -> [(offset: Int, weight: Double)] {
        [
            (geometry.offset(rows.0, columns.0, channel), (1 - share.row) * (1 - share.column)),
            (geometry.offset(rows.0, columns.1, channel), (1 - share.row) * share.column),
            (geometry.offset(rows.1, columns.0, channel), share.row * (1 - share.column)),
            (geometry.offset(rows.1, columns.1, channel), share.row * share.column),
        ]
    }

    /// The interpolated value of a channel of `x`.
    func value<Scalar: Real>(of x: ArraySlice<Scalar>, channel: Int, _ geometry: ImageGeometry) -> Scalar {
        var sum: Scalar = 0
        for (offset, weight) in pixels(channel: channel, geometry) {
            sum += Scalar(weight) * x[x.startIndex + offset]
        }
        return sum
    }
}
