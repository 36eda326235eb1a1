// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Glibc

/// Why a child that reads HDF5 gave no answer.
enum HDF5Ending: Equatable {
    case crash(signal: Int32)
    /// It used up its processor time, or the answer came too late.
    case time
    /// The mapped file became shorter.
    case fileChanged
    /// It was killed from outside: by the kernel for lack of memory, or by a person.
    case killed(signal: Int32)
    case status(Int32)
    /// Its answer violates the protocol.
    case nonsense

    /// - Parameters:
    ///   - status: as waitpid(2) returns it.
    ///   - isLate: the deadline passed before the answer came.
    ///   - isShorter: the file is shorter now than when it was opened.
    init(_ status: Int32, isLate: Bool, isShorter: Bool) {
        let signal = status & 0x7F
        switch signal {
        case _ where isLate: self = .time
        case 0: self = .status(status >> 8 & 0xFF)
        case SIGXCPU: self = .time
        case SIGBUS where isShorter: self = .fileChanged
        case SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGSYS: self = .crash(signal: signal)
        default: self = .killed(signal: signal)
        }
    }

    private static let advice =
        "save it again (model.save(\"model.keras\")), or export it to ONNX: \(KerasExport.line)"

    func failure(_ reader: HDF5Reader) -> Failure {
        switch self {
        case .crash(let signal):
            .refused(
                "hdf5-crash", "libhdf5 crashed while reading this file (signal \(signal)); the file is damaged",
                hint: Self.advice)
        case .time:
            .refused(
                "hdf5-time",
                "libhdf5 did not get done with this file within \(reader.processorSeconds) s of processor "
                    + "time and \(reader.patience) in all; the file is damaged, or the machine very slow",
                hint: Self.advice)
        case .fileChanged: Failure(.incomplete, code: "changed", "the file became shorter while it was read")
        case .killed(let signal):
            Failure(
                .environment, code: "reader-killed", "signal \(signal) ended the process that reads HDF5",
                hint: signal == SIGKILL ? "the machine may have run out of memory" : nil)
        case .status(let status): Self.fault("ended with status \(status)", reader)
        case .nonsense: Self.fault("gave no proper answer", reader)
        }
    }

    private static func fault(_ what: String, _ reader: HDF5Reader) -> Failure {
        Failure(
            .fault, code: "hdf5-reader", "\(reader.name), which reads HDF5, \(what)",
            hint: "is it a uae-worker of this version?")
    }
}
