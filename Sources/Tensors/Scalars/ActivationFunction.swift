// SPDX-License-Identifier: Apache-2.0
/// A layer's activation that is composed of simpler functions.
public enum ActivationFunction: Hashable, Sendable {
    /// max(0, min(1, αx + β))
    case hardSigmoid(alpha: Double, beta: Double)
    /// x/(1 + |x|)
    case softsign
    /// x if x > 0, else α(e^(x/α) − 1)
    case celu(alpha: Double)
    /// x·max(0, min(1, x/6 + ½))
    case hardSwish
    /// x·σ(αx)
    case swish(alpha: Double)
    /// x·tanh(log(1 + eˣ))
    case mish
    /// `gelu` is ½x·(1 + erf(x/√2)); `tanhGelu` has tanh(√(2/π)·(x + 0.044715x³)) in place of the error function.
    case gelu, tanhGelu
}

extension ActivationFunction {
    /// φ(x).
    @inline(__always)
    func value<T: Real>(_ x: T) -> T {
        switch self {
        case .hardSigmoid(let alpha, let beta): max(0, min(1, T(alpha) * x + T(beta)))
        case .softsign: x / (1 + abs(x))
        case .celu(let alpha): x > 0 ? x : T(alpha) * T.expm1(x / T(alpha))
        case .hardSwish: x * max(0, min(1, x / 6 + 0.5))
        case .swish(let alpha): x * sigmoid(T(alpha) * x)
        case .mish: x * T.tanh(softplus(x))
        case .gelu: x * normal(x)
        case .tanhGelu: x * 0.5 * (1 + T.tanh(T(Self.tanhScale) * (x + T(0.044715) * x * x * x)))
        }
    }

    /// φ'(x); at a kink, the slope of the outer piece (0 for `hardSigmoid`; 0 at −3 and 1 at 3 for `hardSwish`).
    @inline(__always)
    func derivative<T: Real>(_ x: T) -> T {
        switch self {
        case .hardSigmoid(let alpha, let beta):
            let y = T(alpha) * x + T(beta)
            return y > 0 && y < 1 ? T(alpha) : 0
        case .softsign: return 1 / ((1 + abs(x)) * (1 + abs(x)))
        case .celu(let alpha): return x > 0 ? 1 : T.exp(x / T(alpha))
        case .hardSwish: return x <= -3 ? 0 : (x >= 3 ? 1 : x / 3 + 0.5)
        case .swish(let alpha):
            let gate = sigmoid(T(alpha) * x)
            return gate + T(alpha) * x * gate * (1 - gate)
        case .mish:
            let gate = T.tanh(softplus(x))
            return gate + x * (1 - gate * gate) * sigmoid(x)
        case .gelu: return normal(x) + x * T.exp(-x * x / 2) / (2 * T.pi).squareRoot()
        case .tanhGelu:
            let gate = T.tanh(T(Self.tanhScale) * (x + T(0.044715) * x * x * x))
            let slope = T(Self.tanhScale) * (1 + 3 * T(0.044715) * x * x)
            return 0.5 * (1 + gate) + 0.5 * x * (1 - gate * gate) * slope
        }
    }

    /// √(2/π)
    private static let tanhScale = (2 / Double.pi).squareRoot()

    @inline(__always)
    private func sigmoid<T: Real>(_ x: T) -> T { 1 / (1 + T.exp(-x)) }

    @inline(__always)
    private func softplus<T: Real>(_ x: T) -> T { max(x, 0) + T.log1p(T.exp(-abs(x))) }

    /// The standard normal distribution function.
    @inline(__always)
    private func normal<T: Real>(_ x: T) -> T { 0.5 * (1 + T.erf(x * T(0.5).squareRoot())) }
}
