// SPDX-License-Identifier: Apache-2.0
/// A floating-point type that the numerics run in: `Float` is the fast path, `Double` the naive reference.
///
/// The static functions are the hot operations. For `Double` (and for every operation that has no fast path) they are
/// the plain loops of ``Reference``; for `Float` they call OpenBLAS and the C kernels, and tests hold them against the
/// reference.
public protocol Real: LaneKernels, BinaryFloatingPoint, LosslessStringConvertible, Codable, Sendable {
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

    /// C ← α·op(A)·op(B) + β·C, row-major; op(A) is m×k, op(B) k×n, C m×n. β = 0 overwrites C, NaN included.
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, _ a: UnsafePointer<Self>, lda: Int,
        _ b: UnsafePointer<Self>, ldb: Int, beta: Self, _ c: UnsafeMutablePointer<Self>, ldc: Int)

    /// y[N, M, out…] = Σ w[M, C/groups, kernel…]·x[N, C, in…] + bias[M], cross-correlation.
    static func convolve(
        _ input: [Self], weights: [Self], bias: [Self]?, geometry: Convolution, batch: Int
    ) -> [Self]
    /// The adjoint of ``convolve(_:weights:bias:geometry:batch:)`` in its input: ḡ[N, M, out…] → [N, C, in…].
    static func convolveAdjoint(
        _ gradient: [Self], weights: [Self], geometry: Convolution, batch: Int
    ) -> [Self]

    /// Largest value of each window; `planes` is N·C.
    static func maxPool(_ input: [Self], window: Window, planes: Int) -> [Self]
    /// The gradient goes to the first maximum of each window, in row-major order.
    static func maxPoolAdjoint(_ gradient: [Self], input: [Self], window: Window, planes: Int) -> [Self]

    /// y = φ(x), element by element.
    static func apply(_ function: UnaryFunction, _ x: [Self]) -> [Self]
    /// x̄ = φ'(x)·ȳ, where y = φ(x).
    static func applyAdjoint(_ function: UnaryFunction, _ gradient: [Self], x: [Self], y: [Self]) -> [Self]
}

extension Real {
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
}

/// The plain loops, generic over `Real`: each operation next to its adjoint. What the fast paths are tested against.
public enum Reference {}
