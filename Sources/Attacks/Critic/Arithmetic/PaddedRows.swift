// SPDX-License-Identifier: Apache-2.0
import Tensors

/// K rows of length d', padded with rows of zeros to the stride of ``CriticShape``.
struct PaddedRows<Scalar: Real>: Sendable {
    private(set) var elements: [Scalar]
    private let count: Int

    init(_ shape: CriticShape) {
        elements = Array(repeating: 0, count: shape.rowsCount)
        count = shape.rows * shape.rowLength
    }

    mutating func replace(with source: [Scalar], offset: Int) {
        for index in 0..<count { elements[index] = source[offset + index] }
    }
}
