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

extension Reference {
    @inline(__always)
    private static func map<T: Real>(_ x: [T], _ function: (T) -> T) -> [T] {
        [T](unsafeUninitializedCapacity: x.count) { result, count in
            for index in 0..<x.count { result[index] = function(x[index]) }
            count = x.count
        }
    }

    @inline(__always)
    private static func map<T: Real>(_ g: [T], _ x: [T], _ y: [T], _ rule: (T, T, T) -> T) -> [T] {
        [T](unsafeUninitializedCapacity: x.count) { result, count in
            for index in 0..<x.count { result[index] = rule(g[index], x[index], y[index]) }
            count = x.count
        }
    }

    /// y = φ(x), element by element.
    public static func apply<T: Real>(_ function: UnaryFunction, _ x: [T]) -> [T] {
        switch function {
        case .relu: return map(x) { $0 > 0 ? $0 : ($0.isNaN ? $0 : 0) }
        case .leakyRelu(let slope):
            let slope = T(slope)
            return map(x) { $0 > 0 ? $0 : slope * $0 }
        case .sigmoid: return map(x) { 1 / (1 + T.exp(-$0)) }
        case .tanh: return map(x) { T.tanh($0) }
        case .elu(let alpha):
            let alpha = T(alpha)
            return map(x) { $0 > 0 ? $0 : alpha * T.expm1($0) }
        case .selu(let alpha, let gamma):
            let (alpha, gamma) = (T(alpha), T(gamma))
            return map(x) { gamma * ($0 > 0 ? $0 : alpha * T.expm1($0)) }
        case .softplus: return map(x) { max($0, 0) + T.log1p(T.exp(-abs($0))) }
        case .exp: return map(x) { T.exp($0) }
        case .log: return map(x) { T.log($0) }
        case .sqrt: return map(x) { $0.squareRoot() }
        case .negative: return map(x) { -$0 }
        case .absolute: return map(x) { abs($0) }
        case .erf: return map(x) { T.erf($0) }
        case .reciprocal: return map(x) { 1 / $0 }
        case .clip(let low, let high):
            let (low, high) = (T(low), T(high))
            return map(x) { min(max($0, low), high) }
        case .affine(let scale, let offset):
            let (scale, offset) = (T(scale), T(offset))
            return map(x) { scale * $0 + offset }
        }
    }

    /// x̄ = φ'(x)·ȳ for y = φ(x). At a kink, a flat side gives 0 (relu'(0) = 0), |·|'(0) = 0, and leaky ReLU, ELU and
    /// SELU take the left side's slope.
    public static func applyAdjoint<T: Real>(_ function: UnaryFunction, _ gradient: [T], x: [T], y: [T]) -> [T] {
        switch function {
        case .relu: return map(gradient, x, y) { g, x, _ in x > 0 ? g : 0 }
        case .leakyRelu(let slope):
            let slope = T(slope)
            return map(gradient, x, y) { g, x, _ in x > 0 ? g : slope * g }
        case .sigmoid: return map(gradient, x, y) { g, _, y in g * y * (1 - y) }
        case .tanh: return map(gradient, x, y) { g, _, y in g * (1 - y * y) }
        case .elu(let alpha):
            let alpha = T(alpha)
            return map(gradient, x, y) { g, x, y in x > 0 ? g : g * (y + alpha) }
        case .selu(let alpha, let gamma):
            let (scaled, gamma) = (T(alpha * gamma), T(gamma))
            return map(gradient, x, y) { g, x, y in x > 0 ? g * gamma : g * (y + scaled) }
        case .softplus: return map(gradient, x, y) { g, x, _ in g / (1 + T.exp(-x)) }
        case .exp: return map(gradient, x, y) { g, _, y in g * y }
        case .log: return map(gradient, x, y) { g, x, _ in g / x }
        case .sqrt: return map(gradient, x, y) { g, _, y in g / (2 * y) }
        case .negative: return map(gradient, x, y) { g, _, _ in -g }
        case .absolute: return map(gradient, x, y) { g, x, _ in x > 0 ? g : (x < 0 ? -g : 0) }
        case .erf:
            let scale = 2 / T.pi.squareRoot()
            return map(gradient, x, y) { g, x, _ in g * scale * T.exp(-x * x) }
        case .reciprocal: return map(gradient, x, y) { g, _, y in -g * y * y }
        case .clip(let low, let high):
            let (low, high) = (T(low), T(high))
            return map(gradient, x, y) { g, x, _ in x > low && x < high ? g : 0 }
        case .affine(let scale, _):
            let scale = T(scale)
            return map(gradient, x, y) { g, _, _ in scale * g }
        }
    }
}
