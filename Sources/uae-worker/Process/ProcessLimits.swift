// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation
import Glibc
import Pipeline

/// What a worker is to its machine: a guest.
enum ProcessLimits {
    /// Nice 10 and idle I/O; where that is not permitted the work goes on all the same.
    static func giveWay() {
        uaed_be_considerate(getpid(), 0, 0)
    }
}

/// What must be in the environment before a library is loaded: this process starts itself once more, before its cage is
/// closed. uaed's workers find it there.
enum Restart {
    /// OpenBLAS makes threads while it is loaded, and a cage is closed around one thread. A crash in a cage can start no
    /// program that would tell of it.
    static func alone() {
        guard value("OPENBLAS_NUM_THREADS") != "1" else { return }
        with(["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"])
    }

    /// `arithmetic = "portable"`: OpenBLAS picks its kernels while it is loaded; those that every processor with AVX2 has.
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
