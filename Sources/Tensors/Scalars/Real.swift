// SPDX-License-Identifier: Apache-2.0
/// A floating-point type of the numerics: `Float` is the fast path, `Double` the naive reference.
///
/// The static functions are the hot operations. For `Float` they call OpenBLAS and the C kernels; for `Double`, and
/// wherever an operation has no fast path, they are the plain loops of ``Reference``. Tests compare the two.
public protocol Real: LaneKernels, LaneWeightKernels, BinaryFloatingPoint, LosslessStringConvertible, Codable,
    Sendable
{
    /// eˣ. This and the next functions are those of the C library.
    static func exp(_ x: Self) -> Self
    static func expm1(_ x: Self) -> Self
    static func log(_ x: Self) -> Self
    static func log1p(_ x: Self) -> Self
    static func pow(_ x: Self, _ y: Self) -> Self
    static func sin(_ x: Self) -> Self
    static func cos(_ x: Self) -> Self
    static func tan(_ x: Self) -> Self
    static func asin(_ x: Self) -> Self
    static func acos(_ x: Self) -> Self
    static func atan(_ x: Self) -> Self
    static func sinh(_ x: Self) -> Self
    static func cosh(_ x: Self) -> Self
    static func tanh(_ x: Self) -> Self
    static func asinh(_ x: Self) -> Self
    static func acosh(_ x: Self) -> Self
    static func atanh(_ x: Self) -> Self
    static func erf(_ x: Self) -> Self

    /// C ← α·op(A)·op(B) + β·C, row-major; op(A) is m×k, op(B) k×n, C m×n. β = 0 overwrites C, even NaN.
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, _ a: UnsafePointer<Self>, lda: Int,
        _ b: UnsafePointer<Self>, ldb: Int, beta: Self, _ c: UnsafeMutablePointer<Self>, ldc: Int)

    /// The cross-correlation y[N, M, out…] = Σ w[M, C/groups, kernel…]·x[N, C, in…] + bias[M].
    static func convolve(
        _ input: [Self], weights: [Self], bias: [Self]?, geometry: Convolution, batch: Int
    ) -> [Self]
    /// The adjoint of ``convolve(_:weights:bias:geometry:batch:)`` in its input: ȳ[N, M, out…] → x̄[N, C, in…].
    static func convolveAdjoint(
        _ gradient: [Self], weights: [Self], geometry: Convolution, batch: Int
    ) -> [Self]

    /// The adjoint of ``convolve(_:weights:bias:geometry:batch:)`` in its weights, for the input x and ȳ.
    static func convolveWeights(_ input: [Self], _ gradient: [Self], geometry: Convolution, batch: Int) -> [Self]

    /// The largest value of each window; `planes` is N·C.
    static func maxPool(_ input: [Self], window: Window, planes: Int) -> [Self]
    /// The adjoint of ``maxPool(_:window:planes:)``: each window passes its ȳ to its first maximum in row-major order.
    static func maxPoolAdjoint(_ gradient: [Self], input: [Self], window: Window, planes: Int) -> [Self]

    /// y = φ(x), element by element.
    static func apply(_ function: UnaryFunction, _ x: [Self]) -> [Self]
    /// x̄ = φ'(x)·ȳ for y = φ(x).
    static func applyAdjoint(_ function: UnaryFunction, _ gradient: [Self], x: [Self], y: [Self]) -> [Self]

    /// One step of an optimiser over all weights.
    static func update(_ rule: UpdateRule, _ numbers: UpdateNumbers, _ operands: UpdateOperands<Self>)
}

/// The plain loops, as defaults.
extension Real {
    /// √x, correctly rounded.
    public static func sqrt(_ x: Self) -> Self { x.squareRoot() }

    public static func convolve(
        _ input: [Self], weights: [Self], bias: [Self]?, geometry: Convolution, batch: Int
    ) -> [Self] {
        Reference.convolve(input, weights: weights, bias: bias, geometry: geometry, batch: batch)
    }

    public static func convolveAdjoint(
        _ gradient: [Self], weights: [Self], geometry: Convolution, batch: Int
    ) -> [Self] {
        Reference.convolveAdjoint(gradient, weights: weights, geometry: geometry, batch: batch)
    }

    public static func convolveWeights(
        _ input: [Self], _ gradient: [Self], geometry: Convolution, batch: Int
    ) -> [Self] {
        Reference.convolveWeights(input, gradient, geometry: geometry, batch: batch)
    }

    public static func maxPool(_ input: [Self], window: Window, planes: Int) -> [Self] {
        Reference.maxPool(input, window: window, planes: planes)
    }

    public static func maxPoolAdjoint(_ gradient: [Self], input: [Self], window: Window, planes: Int) -> [Self] {
        Reference.maxPoolAdjoint(gradient, input: input, window: window, planes: planes)
    }

    public static func apply(_ function: UnaryFunction, _ x: [Self]) -> [Self] {
        Reference.apply(function, x)
    }

    public static func applyAdjoint(_ function: UnaryFunction, _ gradient: [Self], x: [Self], y: [Self]) -> [Self] {
        Reference.applyAdjoint(function, gradient, x: x, y: y)
    }

    public static func update(_ rule: UpdateRule, _ numbers: UpdateNumbers, _ operands: UpdateOperands<Self>) {
        Reference.update(rule, numbers, operands)
    }
}

/// The plain loops, generic over `Real`: each operation next to its adjoint. The fast paths are tested against them.
public enum Reference {}
