import CLinux
import Foundation
import Generation
import Glibc

/// What a worker is to its machine: a guest.
enum Courtesy {
    /// Nice 10 and idle I/O; where that is not permitted the work goes on all the same.
    static func giveWay() {
        uaed_be_considerate(getpid(), 0, 0)
    }

    /// Bytes come from strangers: what reading and computing do not need is given up before the first one is read.
    static func renounce() {
        uaed_renounce()
    }

    /// `arithmetic = "portable"`: OpenBLAS picks its kernels when it is loaded, so this process starts itself once more
    /// with those that every processor with AVX2 has.
    static func adopt(_ arithmetic: JobSettings.Arithmetic) {
        let (variable, core) = ("OPENBLAS_CORETYPE", "Haswell")
        guard arithmetic == .portable, ProcessInfo.processInfo.environment[variable] != core else { return }
        setenv(variable, core, 1)
        var arguments = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        Log.note("cannot start again with \(variable)=\(core): \(String(cString: strerror(errno)))")
    }
}
