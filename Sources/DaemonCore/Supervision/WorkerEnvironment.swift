// SPDX-License-Identifier: Apache-2.0
/// What a worker finds in its environment: what its libraries look for, and nothing else that the daemon was started with.
struct WorkerEnvironment: Sendable {
    /// Programs, texts and times; where libraries lie; which kernels are compared (tests); what tests ask of the cage.
    private static let kept = [
        "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "UAED_KERNELS", "UAED_CAGE", "UAED_CAGE_LANDLOCK",
    ]
    /// `Tests/Sanitizers/run` preloads a library and names the places of reports.
    private static let sanitizers = ["LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"]

    private let own: [String: String]

    /// - Parameter all: the daemon's.
    init(_ all: [String: String]) {
        let names = Self.kept + (all["UAED_SANITIZER"] == nil ? [] : Self.sanitizers)
        own = all.filter { names.contains($0.key) || $0.key.hasPrefix("OPENBLAS_") }
    }

    /// - Parameter arithmetic: of the job, where an inspection has found it.
    func variables(_ arithmetic: String?) -> [String: String] {
        var variables = own
        // The worker computes on a pool of its own: OpenBLAS with threads collapses under contention, and a cage is closed
        // around one thread.
        variables["OPENBLAS_NUM_THREADS"] = "1"
        // OpenBLAS picks its kernels while it is loaded: those that every processor with AVX2 has.
        if arithmetic == "portable" { variables["OPENBLAS_CORETYPE"] = "Haswell" }
        // Its backtracer is a program, which a worker may not start, and would keep the pipe of one that crashed.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables
    }
}
