// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords
import Jobs

/// Decides whether the disks have room for a job.
struct DiskBudget: Sendable {
    let disk: any Disk
    /// The state directory; its disk must have room too.
    let state: String
    /// The bytes that stay free (`disk_reserve`).
    let reserve: Int

    /// The bytes that must be free before a job that a full disk parked is tried again.
    private static let leastRoom = 16 << 20
    /// The factor on an estimate, which is rough.
    private static let allowance = 1.2

    /// The bytes that a job is still going to write: its chunks and result, less what exists of them.
    private func need(of job: JobRecord) -> Int {
        let estimate = Double(job.inspection?.estimatedBytes ?? 0) * Self.allowance
        return max(0, Int(saturating: estimate) - TreeSize.bytes(job.folder.path, disk: disk))
    }

    /// Why a job may not start: it would use up what stays free. Returns nil if there is room.
    func shortage(for job: JobRecord) throws -> Failure? { try shortage(for: job, beyond: 0) }

    /// Why a job that waits for room may not start. It needs some more than the others, or it would stop again at once.
    func shortage(forParked job: JobRecord) throws -> Failure? {
        if let shortage = try shortage(for: job, beyond: reserve / 16) { return shortage }
        let free = try disk.freeSpace(at: job.outboxPath).bytes
        return free < Self.leastRoom ? lack(of: 0, at: job.outboxPath, free) : nil
    }

    private func shortage(for job: JobRecord, beyond more: Int) throws -> Failure? {
        for (path, need) in [(job.outboxPath, need(of: job)), (state, 0)] {
            let space = try disk.freeSpace(at: path)
            if space.bytes < need.saturatingAdd(reserve).saturatingAdd(more) {
                return lack(of: need, at: path, space.bytes)
            }
            if space.files == 0 { return lack(of: need, at: path, space.bytes, "no more files can be made") }
        }
        return nil
    }

    private func lack(of need: Int, at path: String, _ free: Int, _ what: String? = nil) -> Failure {
        Failure(
            .environment, code: "disk-full", what ?? "there is too little room: \(words(need, free))",
            hint: "make room: df -h '\(path)'; uaed goes on by itself", file: path)
    }

    /// `about 12 MB more are needed, 100 MB are free, and 268 MB stay free (disk_reserve)`
    private func words(_ need: Int, _ free: Int) -> String {
        func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000 + (bytes % 1_000_000 > 0 ? 1 : 0)) MB" }
        return "about \(megabytes(need)) more are needed, \(megabytes(free)) are free, and "
            + "\(megabytes(reserve)) stay free (disk_reserve)"
    }

    /// A sentence for a job that waits for its turn; nil if nothing is known of it yet.
    func words(for job: JobRecord) -> String? {
        guard job.inspection != nil, let free = try? disk.freeSpace(at: job.outboxPath).bytes else { return nil }
        return "on the disk of \(job.outboxPath) \(words(need(of: job), free))"
    }
}
