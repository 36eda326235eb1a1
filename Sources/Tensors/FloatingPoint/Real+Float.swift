// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The C library's functions in single precision, and OpenBLAS's matrix product.
extension Float: Real {
    public static func exp(_ x: Float) -> Float { Glibc.expf(x) }
    public static func expm1(_ x: Float) -> Float { Glibc.expm1f(x) }
    public static func log(_ x: Float) -> Float { Glibc.logf(x) }
    public static func log1p(_ x: Float) -> Float { Glibc.log1pf(x) }
    public static func sin(_ x: Float) -> Float { Glibc.sinf(x) }
    public static func cos(_ x: Float) -> Float { Glibc.cosf(x) }
    public static func tan(_ x: Float) -> Float { Glibc.tanf(x) }
    public static func asin(_ x: Float) -> Float { Glibc.asinf(x) }
    public static func acos(_ x: Float) -> Float { Glibc.acosf(x) }
    public static func atan(_ x: Float) -> Float { Glibc.atanf(x) }
    public static func sinh(_ x: Float) -> Float { Glibc.sinhf(x) }
    public static func cosh(_ x: Float) -> Float { Glibc.coshf(x) }
    public static func tanh(_ x: Float) -> Float { Glibc.tanhf(x) }
    public static func asinh(_ x: Float) -> Float { Glibc.asinhf(x) }
    public static func acosh(_ x: Float) -> Float { Glibc.acoshf(x) }
    public static func atanh(_ x: Float) -> Float { Glibc.atanhf(x) }
    public static func erf(_ x: Float) -> Float { Glibc.erff(x) }
    public static func pow(_ x: Float, _ y: Float) -> Float { Glibc.powf(x, y) }

    public static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, _ a: UnsafePointer<Float>,
        lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float, _ c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        BLAS.sgemm(
            transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a, lda: lda, b, ldb: ldb,
            beta: beta, c, ldc: ldc)
    }
}
