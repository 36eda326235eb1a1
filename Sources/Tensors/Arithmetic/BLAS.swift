// SPDX-License-Identifier: Apache-2.0
import COpenBLAS

/// OpenBLAS on one thread: the caller parallelises, so a result never depends on the number of threads.
public enum BLAS {
    private static let oneThread: Void = openblas_set_num_threads(1)

    /// The library's build configuration, as `openblas_get_config` reports it.
    public static var configuration: String { String(cString: openblas_get_config()) }
    /// The CPU core type whose kernels the library chose at run time.
    public static var coreName: String { String(cString: openblas_get_corename()) }

    /// C ← α·op(A)·op(B) + β·C in float32, row-major; does nothing if C is empty.
    static func sgemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, _ a: UnsafePointer<Float>,
        lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float, _ c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        _ = oneThread
        guard m > 0, n > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(max(1, lda)), b, blasint(max(1, ldb)), beta, c,
            blasint(max(1, ldc)))
    }
}
