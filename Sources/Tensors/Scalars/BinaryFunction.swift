// SPDX-License-Identifier: Apache-2.0
/// A scalar function of two numbers, applied with broadcasting.
public enum BinaryFunction: Hashable, Sendable {
    case add, subtract, multiply, divide, power, maximum, minimum
    /// The remainder with the dividend's sign (C's fmod), and the one with the divisor's sign (Python's %).
    case remainder, modulo
    /// a if a > 0, else b·a; b is the slope.
    case parametricRelu
}

/// One of a binary function's two operands.
public enum Operand: Sendable {
    case left, right
}

extension BinaryFunction {
    /// a ∘ b
    @inline(__always)
    func value<T: Real>(_ a: T, _ b: T) -> T {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .power: b == 2 ? a * a : T.pow(a, b)
        case .maximum: .larger(a, b)
        case .minimum: .smaller(a, b)
        case .remainder: a.truncatingRemainder(dividingBy: b)
        case .modulo: a - b * (a / b).rounded(.down)
        case .parametricRelu: a > 0 ? a : b * a
        }
    }

    /// The cotangent g times the partial derivative by the operand on `side`.
    ///
    /// Equal operands of a maximum or a minimum pass the whole gradient to a. The derivative of aᵇ by a is 0 if b = 0,
    /// and the one by b is 0 if a ≤ 0.
    @inline(__always)
    func slope<T: Real>(_ g: T, _ a: T, _ b: T, _ side: Operand) -> T {
        switch (self, side) {
        case (.add, _), (.subtract, .left), (.remainder, .left), (.modulo, .left): g
        case (.subtract, .right): -g
        case (.multiply, .left): g * b
        case (.multiply, .right): g * a
        case (.divide, .left): g / b
        case (.divide, .right): -g * a / (b * b)
        case (.power, .left): b == 0 ? 0 : g * b * (b == 2 ? a : T.pow(a, b - 1))
        case (.power, .right): a > 0 ? g * T.pow(a, b) * T.log(a) : 0
        case (.maximum, .left): a >= b ? g : 0
        case (.maximum, .right): a >= b ? 0 : g
        case (.minimum, .left): a <= b ? g : 0
        case (.minimum, .right): a <= b ? 0 : g
        case (.remainder, .right): -g * (a / b).rounded(.towardZero)
        case (.modulo, .right): -g * (a / b).rounded(.down)
        case (.parametricRelu, .left): a > 0 ? g : g * b
        case (.parametricRelu, .right): a > 0 ? 0 : g * a
        }
    }
}
