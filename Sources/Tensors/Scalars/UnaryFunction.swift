// SPDX-License-Identifier: Apache-2.0
/// A scalar function applied element by element; ``Reference/applyAdjoint(_:_:x:y:)`` holds its derivative.
public enum UnaryFunction: Hashable, Sendable {
    case relu
    /// max(x,0) + slope·min(x,0)
    case leakyRelu(slope: Double)
    case sigmoid, tanh
    /// x if x > 0, else α(eˣ − 1)
    case elu(alpha: Double)
    /// γ·(x if x > 0, else α(eˣ − 1))
    case selu(alpha: Double, gamma: Double)
    /// log(1 + eˣ)
    case softplus
    case exp, log, sqrt, negative, absolute, erf, reciprocal
    /// min(max(x, low), high)
    case clip(low: Double, high: Double)
    /// scale·x + offset
    case affine(scale: Double, offset: Double)
}

extension UnaryFunction {
    /// φ(x)
    @inline(__always)
    func value<T: Real>(_ x: T) -> T {
        switch self {
        case .relu: x > 0 ? x : (x.isNaN ? x : 0)
        case .leakyRelu(let slope): x > 0 ? x : T(slope) * x
        case .sigmoid: 1 / (1 + T.exp(-x))
        case .tanh: T.tanh(x)
        case .elu(let alpha): x > 0 ? x : T(alpha) * T.expm1(x)
        case .selu(let alpha, let gamma): T(gamma) * (x > 0 ? x : T(alpha) * T.expm1(x))
        case .softplus: max(x, 0) + T.log1p(T.exp(-abs(x)))
        case .exp: T.exp(x)
        case .log: T.log(x)
        case .sqrt: x.squareRoot()
        case .negative: -x
        case .absolute: abs(x)
        case .erf: T.erf(x)
        case .reciprocal: 1 / x
        case .clip(let low, let high): min(max(x, T(low)), T(high))
        case .affine(let scale, let offset): T(scale) * x + T(offset)
        }
    }

    /// φ'(x)·g for y = φ(x). At a kink, a flat side gives 0 (relu'(0) = 0), |·|'(0) = 0, and leaky ReLU, ELU and SELU
    /// take the left side's slope.
    @inline(__always)
    func slope<T: Real>(_ g: T, _ x: T, _ y: T) -> T {
        switch self {
        case .relu: x > 0 ? g : 0
        case .leakyRelu(let slope): x > 0 ? g : T(slope) * g
        case .sigmoid: g * y * (1 - y)
        case .tanh: g * (1 - y * y)
        case .elu(let alpha): x > 0 ? g : g * (y + T(alpha))
        case .selu(let alpha, let gamma): x > 0 ? g * T(gamma) : g * (y + T(alpha * gamma))
        case .softplus: g / (1 + T.exp(-x))
        case .exp: g * y
        case .log: g / x
        case .sqrt: g / (2 * y)
        case .negative: -g
        case .absolute: x > 0 ? g : (x < 0 ? -g : 0)
        case .erf: g * (2 / T.pi.squareRoot()) * T.exp(-x * x)
        case .reciprocal: -g * y * y
        case .clip(let low, let high): x > T(low) && x < T(high) ? g : 0
        case .affine(let scale, _): T(scale) * g
        }
    }

    /// Whether φ' follows from y alone, so that x may be overwritten; for a leaky ReLU or an ELU if y has x's sign.
    public var slopeFollowsFromValue: Bool {
        switch self {
        case .relu, .sigmoid, .tanh, .exp, .sqrt, .negative, .reciprocal, .affine: true
        case .leakyRelu(let slope): slope > 0
        case .elu(let alpha): alpha > 0
        case .selu(let alpha, let gamma): alpha > 0 && gamma > 0
        case .softplus, .log, .absolute, .erf, .clip: false
        }
    }

    /// The s of max(x, 0) + s·min(x, 0); nil for any other function.
    public var rectifierSlope: Double? {
        switch self {
        case .relu: 0
        case .leakyRelu(let slope) where slope > 0 && slope != 1: slope
        default: nil
        }
    }
}

extension Reference {
    /// y = φ(x), element by element.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func apply<T: Real>(_ function: UnaryFunction, _ x: [T]) -> [T] {
        [T](unsafeUninitializedCapacity: x.count) { result, count in
            for index in 0..<x.count { result[index] = function.value(x[index]) }
            count = x.count
        }
    }

    /// x̄ = φ'(x)·ȳ for y = φ(x), element by element.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func applyAdjoint<T: Real>(_ function: UnaryFunction, _ gradient: [T], x: [T], y: [T]) -> [T] {
        [T](unsafeUninitializedCapacity: x.count) { result, count in
            for index in 0..<x.count { result[index] = function.slope(gradient[index], x[index], y[index]) }
            count = x.count
        }
    }
}
