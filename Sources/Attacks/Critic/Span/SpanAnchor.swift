// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The matrix behind ``SpanCoefficients``: B and its first moment, H × d', from when the rows were observed.
struct SpanAnchor<Scalar: Real>: Sendable {
    private let shape: CriticShape
    private(set) var matrix: [Scalar]
    /// Empty if it is zero.
    private(set) var moment: [Scalar] = []

    init(_ matrix: [Scalar], _ shape: CriticShape) {
        self.matrix = matrix
        self.shape = shape
    }

    /// B as trained so far, H × d'; `rows` are those of the span.
    func matrix(_ span: SpanCoefficients<Scalar>, rows: [Scalar]) -> [Scalar] {
        var matrix = matrix
        for index in moment.indices { matrix[index] += span.share * moment[index] }
        Matrix.multiply(
            span.coefficients, rows, into: &matrix, m: shape.hidden, n: shape.rowLength, k: shape.stride,
            accumulate: true)
        return matrix
    }

    /// Moves the span form from the rows `old` to the rows `new`.
    mutating func rebase(_ span: inout SpanCoefficients<Scalar>, from old: [Scalar], to new: [Scalar]) {
        matrix = matrix(span, rows: old)
        if moment.isEmpty { moment = Array(repeating: 0, count: shape.matrixCount) }
        for index in moment.indices { moment[index] *= span.momentShare }
        Matrix.multiply(
            span.momentCoefficients, old, into: &moment, m: shape.hidden, n: shape.rowLength, k: shape.stride,
            accumulate: true)
        span.applyPending()
        project(new, &span)
    }

    /// Restarts at the given B with zero moments and the rows `new`.
    mutating func restart(_ span: inout SpanCoefficients<Scalar>, matrix: [Scalar], rows new: [Scalar]) {
        self.matrix = matrix
        moment = []
        span.restart()
        project(new, &span)
    }

    /// Computes G, YBᵀ and Y times the first moment at `rows`.
    func project(_ rows: [Scalar], _ span: inout SpanCoefficients<Scalar>) {
        Matrix.multiply(
            rows, rows, transposeB: true, into: &span.gram, m: shape.stride, n: shape.stride, k: shape.rowLength)
        Matrix.multiply(
            matrix, rows, transposeB: true, into: &span.projection, m: shape.hidden, n: shape.stride,
            k: shape.rowLength)
        guard !moment.isEmpty else {
            for index in span.momentProjection.indices { span.momentProjection[index] = 0 }
            return
        }
        Matrix.multiply(
            moment, rows, transposeB: true, into: &span.momentProjection, m: shape.hidden, n: shape.stride,
            k: shape.rowLength)
    }
}
