// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The layers whose calls need constants or a shape in the kernels' form.
extension LaneProgram {
    /// y ← Wx + bias, plus y if `adds`; `weight` gives W[row, column].
    public mutating func appendDense(
        rows: Int, columns: Int, bias: [Scalar], adds: Bool = false, x: Int, y: Int, weight: (Int, Int) -> Scalar
    ) {
        let side = Int(LANE_ROWS)
        var packed = [Scalar](repeating: 0, count: (rows + side - 1) / side * side * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                packed[(row / side * columns + column) * side + row % side] = weight(row, column)
            }
        }
        append(
            .dense(
                rows: rows, columns: columns, adds: adds, weights: keep(packed), bias: keep(bias), x: x, y: y))
    }

    /// y[t, m] ← Σₖ W[m, k]·x[t, k] + bias[m] + addend[t, m] for `positions` positions t.
    public mutating func appendPositions(
        _ positions: Int, rows: Int, columns: Int, bias: [Scalar], x: Int, addend: Int? = nil, y: Int,
        weight: (Int, Int) -> Scalar
    ) {
        let side = Int(LANE_MAPS)
        var packed = [Scalar](repeating: 0, count: (rows + side - 1) / side * side * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                packed[(row / side * columns + column) * side + row % side] = weight(row, column)
            }
        }
        let shape = lane_correlation(
            maps: Int32(rows), taps: Int32(columns), out_height: 1, out_width: Int32(positions), row_step: 0,
            column_step: Int32(columns), out_row: 0, out_column: Int32(rows), band: 1, slope: 1)
        let pools = LaneCorrelationPools(
            taps: keep((0..<columns).map(Int32.init)), weights: keep(packed), bias: keep(bias),
            places: keep((0..<rows).map(Int32.init)))
        append(.correlate(shape, pools, slope: 1, x: x, addend: addend, y: y))
    }

    /// y[e] ← scale[e / run]·x[e] + offset[e / run], plus y if `adds`.
    public mutating func appendAffine(
        count: Int, run: Int, scale: [Scalar], offset: [Scalar]?, adds: Bool = false, x: Int, y: Int
    ) {
        append(
            .affine(
                count: count, run: run, adds: adds, scale: keep(scale), offset: offset.map { keep($0) }, x: x, y: y))
    }

    /// Softmax along the middle axis of [outer, extent, inner], or with `dy` its gradient into `x`.
    public mutating func appendSoftmax(
        outer: Int, extent: Int, inner: Int, logarithm: Bool, x: Int, y: Int, dy: Int? = nil, adds: Bool = false
    ) {
        let shape = lane_softmax_shape(
            outer: Int32(outer), extent: Int32(extent), inner: Int32(inner), logarithm: logarithm ? 1 : 0,
            adds: adds ? 1 : 0)
        append(dy.map { .softmaxAdjoint(shape, y: y, dy: $0, dx: x) } ?? .softmax(shape, x: x, y: y))
    }

    /// Maximum pooling. Traps if the window has more than two axes.
    public mutating func appendMaxima(_ window: Window, planes: Int, x: Int, y: Int) {
        guard let planar = planar_window(window) else { preconditionFailure("a window of \(window.rank) axes") }
        append(.maxima(planar, planes: planes, x: x, y: y))
    }

    public mutating func appendMaximaAdjoint(
        _ window: Window, planes: Int, adds: Bool, x: Int, y: Int, dy: Int, dx: Int
    ) {
        guard let planar = planar_window(window) else { preconditionFailure("a window of \(window.rank) axes") }
        append(.maximaAdjoint(planar, planes: planes, adds: adds, x: x, y: y, dy: dy, dx: dx))
    }

    /// C ← factor·A·B, plus C if `adds`, for each repetition.
    public mutating func appendMatrices(
        _ product: LaneMatrixProduct, _ repetition: LaneRepetition, adds: Bool = false, a: Int, b: Int, c: Int
    ) {
        let shape = lane_matrices(
            rows: Int32(product.rows), columns: Int32(product.columns), terms: Int32(product.terms),
            a_row: Int32(product.a.row), a_term: Int32(product.a.column), b_term: Int32(product.b.row),
            b_column: Int32(product.b.column), c_row: Int32(product.c.row), c_column: Int32(product.c.column),
            adds: adds ? 1 : 0, factor: 1)
        append(.matrices(shape, repetition, a: a, b: b, c: c))
    }
}

/// C = A·B with the distances from row to row and column to column of each, in vectors.
public struct LaneMatrixProduct: Sendable {
    public struct Steps: Sendable {
        public var row: Int
        public var column: Int

        public init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }

        public var transposed: Steps { Steps(row: column, column: row) }
    }

    public var rows: Int
    public var columns: Int
    public var terms: Int
    public var a: Steps
    public var b: Steps
    public var c: Steps

    public init(rows: Int, columns: Int, terms: Int, a: Steps, b: Steps, c: Steps) {
        self.rows = rows
        self.columns = columns
        self.terms = terms
        self.a = a
        self.b = b
        self.c = c
    }
}
