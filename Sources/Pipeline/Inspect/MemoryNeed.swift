// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import FoundationEssentials
import Glibc
import Models

/// The address space that a job needs, compared with the worker's limit (`memory_limit` in uaed.toml).
///
/// A job that does not fit is refused, because smaller chunks would give other bytes.
enum MemoryNeed {
    /// Bytes for files that are being read and written.
    private static let margin = 64 << 20

    /// - Parameters:
    ///   - execution: bound and run once, so that one thread's memory is in use already.
    ///   - limit: in bytes; nil means no limit.
    /// - Throws: `Failure` (refused), with the limit that would suffice.
    static func check(
        _ execution: Execution<Float>, _ parameters: Parameters, file: String, limit: Int? = ownLimit
    ) throws {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let need = present + (threads - 1) * perThread(execution, parameters) + margin
        guard let limit, need > limit else { return }
        throw Failure.refused(
            "memory",
            "needs about \(need >> 20) MiB of address space on \(threads) threads, and memory_limit is "
                + "\(limit >> 20) MiB",
            hint: "set memory_limit in uaed.toml to \((need >> 20) + 1)M or more, or threads to fewer", file: file)
    }

    /// Whether one more execution of the same size fits beside those that are bound.
    static func permitsAnother(_ execution: Execution<Float>, _ parameters: Parameters) -> Bool {
        ownLimit.map { present + perThread(execution, parameters) + margin <= $0 } ?? true
    }

    /// This process's RLIMIT_AS in bytes (getrlimit(2)); nil without a limit.
    private static var ownLimit: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else {
            return nil
        }
        return Int(limit.rlim_cur)
    }

    /// The address space of this process in bytes (proc(5), statm).
    private static var present: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func perThread(_ execution: Execution<Float>, _ parameters: Parameters) -> Int {
        let isRandom = parameters.sampling == .random
        let K = isRandom ? parameters.rowCount : execution.firstConvolution?.maps ?? 0
        let d = isRandom ? parameters.rowLength : execution.firstConvolution?.length ?? 0
        let critics = execution.batch * d * (3 * K + 4 * parameters.hiddenUnits)
        return execution.memoryBytes + critics * MemoryLayout<Float>.size
    }
}
