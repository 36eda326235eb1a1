// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A dense layer y = Wx + b in lanes, and its adjoint x̄ = Wᵀȳ.
public struct LaneDense<Scalar: Real>: Sendable {
    public let inputCount: Int
    public let outputCount: Int
    private let weights: [Scalar]
    private let transpose: [Scalar]
    private let bias: [Scalar]
    private let nothing: [Scalar]

    /// - Parameters:
    ///   - weights: [outputs, inputs], row-major.
    ///   - bias: [outputs].
    public init(_ weights: [Scalar], bias: [Scalar], inputs: Int, outputs: Int) {
        precondition(weights.count == inputs * outputs && bias.count == outputs, "sizes do not fit")
        inputCount = inputs
        outputCount = outputs
        self.bias = bias
        nothing = Array(repeating: 0, count: inputs)
        self.weights = Self.packed(rows: outputs, columns: inputs) { weights[$0 * inputs + $1] }
        transpose = Self.packed(rows: inputs, columns: outputs) { weights[$1 * inputs + $0] }
    }

    /// Weights as [row / 12][column][row % 12], zeros beyond the last row.
    private static func packed(rows: Int, columns: Int, _ value: (Int, Int) -> Scalar) -> [Scalar] {
        let side = Int(LANE_ROWS)
        var packed = [Scalar](repeating: 0, count: (rows + side - 1) / side * side * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                packed[(row / side * columns + column) * side + row % side] = value(row, column)
            }
        }
        return packed
    }

    /// y ← Wx + b; `x` and `y` are offsets into `memory` in vectors.
    public func forward(_ memory: inout [Scalar], x: Int, y: Int) {
        apply(&memory, weights, bias, rows: outputCount, columns: inputCount, from: x, to: y)
    }

    /// x̄ ← Wᵀȳ; `dy` and `dx` are the offsets of ȳ and x̄ in vectors.
    public func adjoint(_ memory: inout [Scalar], dy: Int, dx: Int) {
        apply(&memory, transpose, nothing, rows: inputCount, columns: outputCount, from: dy, to: dx)
    }

    private func apply(
        _ memory: inout [Scalar], _ weights: [Scalar], _ bias: [Scalar], rows: Int, columns: Int, from: Int, to: Int
    ) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            Scalar.multiply(
                rows: rows, columns: columns, weights, bias, base + from * Lanes.count, base + to * Lanes.count)
        }
    }
}
