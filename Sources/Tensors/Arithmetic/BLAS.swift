// SPDX-License-Identifier: Apache-2.0
import COpenBLAS

/// OpenBLAS, always with one thread: parallelism is the caller's, and a result never depends on the number of threads.
public enum BLAS {
    private static let oneThread: Void = openblas_set_num_threads(1)

    /// The library's build configuration and the core it picked at run time, for manifests and plans.
    public static var configuration: String { String(cString: openblas_get_config()) }
    public static var coreName: String { String(cString: openblas_get_corename()) }

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
