// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Foundation
import Glibc
import Models

/// The address space that a job needs, held against the worker's limit (`memory_limit` of uaed.toml).
///
/// What does not fit is refused: another shape of chunk would give other bytes.
enum MemoryNeed {
    /// Left for files being read and written.
    private static let margin = 64 << 20

    /// - Parameters:
    ///   - execution: bound, and run once: what one thread needs is there already.
    ///   - limit: bytes; nil: none.
    /// - Throws: `Failure`, refused, with the number that would do.
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

    /// What getrlimit(2) says of this process.
    private static var ownLimit: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else {
            return nil
        }
        return Int(limit.rlim_cur)
    }

    /// Bytes of address space of this process (proc(5), statm).
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
