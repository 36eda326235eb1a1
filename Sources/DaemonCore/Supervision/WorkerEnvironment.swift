// SPDX-License-Identifier: Apache-2.0
/// A worker's environment: the variables that its libraries need, and no others of those that the daemon was started with.
struct WorkerEnvironment: Sendable {
    /// The variables for programs, texts, times and libraries; and those by which tests choose kernels and parts of the cage.
    private static let kept = [
        "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "UAED_KERNELS", "UAED_CAGE", "UAED_CAGE_LANDLOCK",
    ]
    /// The variables with which `Tests/Sanitizers/run` preloads a library and names the places of reports.
    private static let sanitizers = ["LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"]

    private let own: [String: String]

    /// - Parameter all: the daemon's variables.
    init(_ all: [String: String]) {
        let names = Self.kept + (all["UAED_SANITIZER"] == nil ? [] : Self.sanitizers)
        own = all.filter { names.contains($0.key) || $0.key.hasPrefix("OPENBLAS_") }
    }

    /// - Parameter arithmetic: the job's; nil before its inspection.
    func variables(_ arithmetic: String?) -> [String: String] {
        var variables = own
        // The worker computes on a pool of its own, because OpenBLAS with threads collapses under contention, and a cage is
        // closed around one thread.
        variables["OPENBLAS_NUM_THREADS"] = "1"
        // OpenBLAS chooses its kernels while it is loaded; these run on every processor with AVX2.
        if arithmetic == "portable" { variables["OPENBLAS_CORETYPE"] = "Haswell" }
        // The backtracer is a program, which a worker may not start, and it would hold the pipe of a worker that crashed.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables
    }
}
