// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The layers whose calls need constants or a shape in the kernels' form.
extension LaneProgram {
    /// y ← Wx + bias, plus y if `adds`; `weight` gives W[row, column].
    public mutating func appendDense(
        rows: Int, columns: Int, bias: [Scalar], adds: Bool = false, x: Int, y: Int, sources: LaneSources? = nil,
        weight: (Int, Int) -> Scalar
    ) {
        let (packed, links) = Self.packed(rows, columns, side: Int(LANE_ROWS), sources, weight)
        append(
            .dense(
                rows: rows, columns: columns, adds: adds, weights: keep(packed, links),
                bias: keep(bias, sources?.biasLinks), x: x, y: y))
    }

    /// y[t, m] ← Σₖ W[m, k]·x[t, k] + bias[m] + addend[t, m] for `positions` positions t.
    public mutating func appendPositions(
        _ positions: Int, rows: Int, columns: Int, bias: [Scalar], x: Int, addend: Int? = nil, y: Int,
        sources: LaneSources? = nil, weight: (Int, Int) -> Scalar
    ) {
        let (packed, links) = Self.packed(rows, columns, side: Int(LANE_MAPS), sources, weight)
        let (shape, taps, places) = positionTables(positions, rows, columns)
        let pools = LaneCorrelationPools(
            taps: taps, weights: keep(packed, links), bias: keep(bias, sources?.biasLinks), places: places)
        append(.correlate(shape, pools, slope: 1, x: x, addend: addend, y: y))
    }

    /// Adds to the gradients of a product's weights and bias; `samples` is memory for x as rows, if there is one
    /// position.
    public mutating func appendDenseWeights(
        _ positions: Int, rows: Int, columns: Int, x: Int, samples: Int, dy: Int, sources: LaneSources
    ) {
        let bias = sources.biasLinks.map { keepGradients(rows, $0) }
        if positions == 1 {
            let links = LaneLinks(sources.weights.enumerated().map { ($0.offset, $0.element) })
            append(
                .denseWeights(
                    rows: rows, columns: columns, weights: keepGradients(rows * columns, links), bias: bias, x: x,
                    samples: samples, dy: dy))
            return
        }
        let (packed, links) = Self.packed(rows, columns, side: Int(LANE_MAPS), sources) { _, _ in 0 }
        let (shape, taps, places) = positionTables(positions, rows, columns)
        let weights = keepGradients(packed.count, links ?? LaneLinks())
        let pools = LaneCorrelationPools(taps: taps, weights: 0, bias: 0, places: places)
        append(.correlateWeights(shape, pools, weights: weights, bias: bias, x: x, dy: dy))
    }

    /// The weights of `side` rows side by side, zeros beyond the last row, and where they come from.
    private static func packed(
        _ rows: Int, _ columns: Int, side: Int, _ sources: LaneSources?, _ weight: (Int, Int) -> Scalar
    ) -> ([Scalar], LaneLinks?) {
        var packed = [Scalar](repeating: 0, count: (rows + side - 1) / side * side * columns)
        var links: [(Int, Int32)] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let place = (row / side * columns + column) * side + row % side
                packed[place] = weight(row, column)
                if let sources { links.append((place, sources.weights[row * columns + column])) }
            }
        }
        return (packed, sources == nil ? nil : LaneLinks(links))
    }

    /// A product at several positions as a correlation.
    private mutating func positionTables(
        _ positions: Int, _ rows: Int, _ columns: Int
    ) -> (lane_correlation, taps: Int, places: Int) {
        let shape = lane_correlation(
            maps: Int32(rows), taps: Int32(columns), out_height: 1, out_width: Int32(positions), row_step: 0,
            column_step: Int32(columns), out_row: 0, out_column: Int32(rows), band: 1, slope: 1)
        return (shape, keep((0..<columns).map(Int32.init)), keep((0..<rows).map(Int32.init)))
    }

    /// y[e] ← scale[e / run]·x[e] + offset[e / run], plus y if `adds`.
    public mutating func appendAffine(
        count: Int, run: Int, scale: [Scalar], offset: [Scalar]?, adds: Bool = false, x: Int, y: Int,
        scaleSources: [Int32]? = nil, offsetSources: [Int32]? = nil
    ) {
        let (one, other) = (scaleSources.map { LaneLinks($0) }, offsetSources.map { LaneLinks($0) })
        append(
            .affine(
                count: count, run: run, adds: adds, scale: keep(scale, one),
                offset: (offset ?? offsetSources.map { $0.map { _ in 0 } }).map { keep($0, other) }, x: x, y: y))
    }

    /// Adds to the gradients of an affine map's numbers.
    public mutating func appendAffineWeights(
        count: Int, run: Int, x: Int, dy: Int, scaleSources: [Int32]?, offsetSources: [Int32]?
    ) {
        let weights = scaleSources.map { keepGradients($0.count, LaneLinks($0)) }
        let bias = offsetSources.map { keepGradients($0.count, LaneLinks($0)) }
        append(.affineWeights(count: count, run: run, weights: weights, bias: bias, x: x, dy: dy))
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
