// SPDX-License-Identifier: Apache-2.0
extension Reference {
    /// C ← α·op(A)·op(B) + β·C, row-major, by three loops; β = 0 overwrites C, even NaN.
    public static func gemm<T: Real>(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: T, _ a: UnsafePointer<T>, lda: Int,
        _ b: UnsafePointer<T>, ldb: Int, beta: T, _ c: UnsafeMutablePointer<T>, ldc: Int
    ) {
        for row in 0..<m {
            for column in 0..<n {
                var sum: T = 0
                for inner in 0..<k {
                    let left = transposeA ? a[inner * lda + row] : a[row * lda + inner]
                    let right = transposeB ? b[column * ldb + inner] : b[inner * ldb + column]
                    sum += left * right
                }
                let previous: T = beta == 0 ? 0 : beta * c[row * ldc + column]
                c[row * ldc + column] = alpha * sum + previous
            }
        }
    }
}
