// SPDX-License-Identifier: Apache-2.0
/// Products of matrices that are blocks of flat, row-major arrays, without pointers at the call site.
public enum Matrix {
    /// C ← α·op(A)·op(B), or C ← C + α·op(A)·op(B) if `accumulate`.
    ///
    /// op(A) is m×k and op(B) is k×n. Each matrix is stored without gaps from its offset on: A as m×k (transposed:
    /// k×m), B as k×n (transposed: n×k), C as m×n. Only the stored rows of A may lie further apart: `aStride` elements
    /// from start to start. Traps if a matrix exceeds its array.
    public static func multiply<T: Real>(
        _ a: [T], aOffset: Int = 0, aStride: Int? = nil, transposeA: Bool = false, _ b: [T], bOffset: Int = 0,
        transposeB: Bool = false, into c: inout [T], cOffset: Int = 0, m: Int, n: Int, k: Int, alpha: T = 1,
        accumulate: Bool = false
    ) {
        precondition(m >= 0 && n >= 0 && k >= 0, "negative matrix size \(m)×\(k)·\(k)×\(n)")
        let (rows, width) = transposeA ? (k, m) : (m, k)
        let stride = aStride ?? width
        precondition(stride >= width, "rows of \(width) that lie \(stride) apart")
        precondition(
            aOffset >= 0 && aOffset + max(0, rows - 1) * stride + (rows > 0 ? width : 0) <= a.count,
            "A does not hold \(m)×\(k) from \(aOffset)")
        precondition(bOffset >= 0 && bOffset + k * n <= b.count, "B does not hold \(k)×\(n) from \(bOffset)")
        precondition(cOffset >= 0 && cOffset + m * n <= c.count, "C does not hold \(m)×\(n) from \(cOffset)")
        guard m > 0, n > 0 else { return }
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    guard k > 0, let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
                        if !accumulate { for index in cOffset..<cOffset + m * n { c[index] = 0 } }
                        return
                    }
                    T.gemm(
                        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a + aOffset,
                        lda: stride, b + bOffset, ldb: transposeB ? k : n, beta: accumulate ? 1 : 0,
                        c + cOffset, ldc: n)
                }
            }
        }
    }

    /// α·op(A)·op(B) as a new m×n array, with the layout of `multiply`.
    public static func product<T: Real>(
        _ a: [T], aOffset: Int = 0, transposeA: Bool = false, _ b: [T], bOffset: Int = 0, transposeB: Bool = false,
        m: Int, n: Int, k: Int, alpha: T = 1
    ) -> [T] {
        var c = Tensor<T>(zeros: [m, n]).elements
        multiply(
            a, aOffset: aOffset, transposeA: transposeA, b, bOffset: bOffset, transposeB: transposeB, into: &c, m: m,
            n: n, k: k, alpha: alpha)
        return c
    }
}
