// SPDX-License-Identifier: Apache-2.0
import Glibc

extension ChildProcess.Exit {
    /// How the process ended, for a sentence.
    var words: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
        }
    }
}
