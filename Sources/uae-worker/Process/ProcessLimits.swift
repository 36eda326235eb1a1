// SPDX-License-Identifier: Apache-2.0
import CLinux
import FoundationEssentials
import Glibc
import Pipeline

/// The worker's share of its machine.
enum ProcessLimits {
    /// Sets nice 10 and idle I/O priority. If that is not permitted, the work goes on without.
    static func giveWay() {
        uaed_be_considerate(getpid(), 0, 0)
    }
}

/// Variables that must be in the environment before a library is loaded. If one is missing, this process executes
/// itself again before its cage is closed; uaed starts its workers with them.
enum Restart {
    /// Keeps OpenBLAS from making threads while it is loaded, because a cage is closed around one thread, and turns
    /// backtraces off, because a crash in a cage cannot start the program that prints them.
    static func alone() {
        guard value("OPENBLAS_NUM_THREADS") != "1" else { return }
        with(["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"])
    }

    /// For `arithmetic = "portable"`: OpenBLAS picks its kernels while it is loaded, and must pick those that every
    /// processor with AVX2 has.
    static func computing(_ arithmetic: JobSettings.Arithmetic) {
        guard arithmetic == .portable, value("OPENBLAS_CORETYPE") != "Haswell" else { return }
        with(["OPENBLAS_CORETYPE": "Haswell"])
    }

    private static func value(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    private static func with(_ variables: [String: String]) {
        for (name, value) in variables { setenv(name, value, 1) }
        var arguments = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        Log.note("cannot start again with \(variables): \(String(cString: strerror(errno)))")
    }
}
