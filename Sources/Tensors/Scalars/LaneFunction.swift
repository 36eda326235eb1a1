// SPDX-License-Identifier: Apache-2.0
/// What a map in lanes computes, element by element, from up to three operands a, b and c.
public enum LaneFunction: Hashable, Sendable {
    case copy
    /// φ(a)
    case unary(UnaryFunction)
    /// φ'(b)·a, where c = φ(b).
    case unarySlope(UnaryFunction)
    /// φ(a)
    case activation(ActivationFunction)
    /// φ'(b)·a
    case activationSlope(ActivationFunction)
    /// a ∘ b
    case binary(BinaryFunction)
    /// The cotangent a times the partial derivative of b ∘ c.
    case binarySlope(BinaryFunction, Operand)

    @inline(__always)
    func value<T: Real>(_ a: T, _ b: T, _ c: T) -> T {
        switch self {
        case .copy: a
        case .unary(let function): function.value(a)
        case .unarySlope(let function): function.slope(a, b, c)
        case .activation(let function): function.value(a)
        case .activationSlope(let function): a * function.derivative(b)
        case .binary(let function): function.value(a, b)
        case .binarySlope(let function, let side): function.slope(a, b, c, side)
        }
    }
}

/// The operands of a map in lanes; those that the function does not take may be any.
public struct LaneOperands<T> {
    public let a: UnsafePointer<T>
    public let b: UnsafePointer<T>
    public let c: UnsafePointer<T>
}
