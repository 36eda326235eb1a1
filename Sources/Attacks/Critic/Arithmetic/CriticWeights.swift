// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The critic T(x, y) = w·relu(Ax + By + b) of per-sample MINE, with H hidden units on rows of length d'.
public struct CriticWeights<Scalar: Real>: Sendable, Equatable {
    /// H
    public let hidden: Int
    /// d'
    public let rowLength: Int
    /// A: H × d'
    public var left: [Scalar]
    /// B: H × d'
    public var right: [Scalar]
    /// b: H
    public var bias: [Scalar]
    /// w: H
    public var output: [Scalar]

    /// Traps unless the sizes fit.
    public init(hidden: Int, rowLength: Int, left: [Scalar], right: [Scalar], bias: [Scalar], output: [Scalar]) {
        precondition(
            left.count == hidden * rowLength && right.count == left.count, "A and B are \(hidden)×\(rowLength)")
        precondition(bias.count == hidden && output.count == hidden, "b and w have \(hidden) elements")
        self.hidden = hidden
        self.rowLength = rowLength
        self.left = left
        self.right = right
        self.bias = bias
        self.output = output
    }

    /// Glorot initialization: A, B uniform in ±√(6/(d' + H)), b = 0, w uniform in ±√(6/(H + 1)), drawn in the order A,
    /// B, w.
    @specialized(where Scalar == Float)
    public init(hidden: Int, rowLength: Int, from stream: inout RandomStream) {
        func uniform(_ count: Int, radius: Double) -> [Scalar] { stream.uniforms(count, radius: radius) }
        let radius = (6 / Double(rowLength + hidden)).squareRoot()
        self.init(
            hidden: hidden, rowLength: rowLength, left: uniform(hidden * rowLength, radius: radius),
            right: uniform(hidden * rowLength, radius: radius), bias: Array(repeating: 0, count: hidden),
            output: uniform(hidden, radius: (6 / Double(hidden + 1)).squareRoot()))
    }
}
