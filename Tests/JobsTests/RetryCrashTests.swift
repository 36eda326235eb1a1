// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Testing

@testable import JobRecords
@testable import Jobs

/// A failed job is tried again, and the machine crashes after any operation of that: the job is as it was, with its reason
/// beside it, or in line again; and in the end its result is the same.
@Suite(.timeLimit(.minutes(10))) struct RetryCrashTests {
    private typealias Machine = CrashPointTests.Machine

    private static let refusal = Failure.refused("ragged-row", "row 3 has 79 cells", file: "a.csv")

    /// A machine on which a job has failed, and the job.
    private func failed() throws -> (Machine, JobRecord) {
        let machine = try Machine(isLoose: false)
        let life = JobLife(store: machine.store, disk: machine.disk)
        _ = try life.recover([machine.place])
        var intake = Intake(machine.place, life: life, settle: 0)
        for _ in 0..<2 { _ = try intake.scan() }
        let job = try #require(try machine.store.openJobs().first)
        let ended = try life.end(job, .failed, reason: JobReason.refused, failure: Self.refusal)
        machine.disk.makeEverythingDurable()
        let store = machine.store
        store.setBefore { [disk = machine.disk] in try disk.step() }
        return (machine, ended)
    }

    private func retry(_ machine: Machine, _ job: JobRecord) throws {
        _ = try JobLife(store: machine.store, disk: machine.disk).retry(job)
    }

    @Test func everyCrashPointEndsWell() throws {
        let (whole, ended) = try failed()
        let before = whole.disk.operations
        try retry(whole, ended)
        let operations = whole.disk.operations - before
        try whole.live()
        let result = try whole.disk.tree("/outbox/b")
        #expect(operations >= 4 && result.count == 9)
        #expect(try whole.fault(result) == nil)

        for point in 0...operations {
            var lucks: [CrashDisk.Luck] = [.none, .all]
            var next = 0
            while next < lucks.count {
                var (machine, job) = try failed()
                machine.disk.crash(after: point)
                do { try retry(machine, job) } catch is CrashDisk.Crash {}
                if next == 0 { lucks += (0..<machine.disk.unsynced).map { .allBut($0) } }
                machine.disk = machine.disk.rebooted(lucks[next])
                let place = "crash after operation \(point), \(lucks[next])"
                next += 1
                try standsWhole(machine, place)
                job = try #require(try machine.store.job(job.number))
                if job.state == .failed { try retry(machine, job) }
                try machine.live()
                #expect(try machine.fault(result) == nil, "\(place)")
            }
        }
    }

    /// After a start: failed with its reason, or open with its claim.
    private func standsWhole(_ machine: Machine, _ place: String) throws {
        let disk = machine.disk
        machine.store.setBefore { try disk.step() }
        _ = try JobLife(store: machine.store, disk: disk).recover([machine.place])
        let job = try #require(try machine.store.jobs(in: nil, limit: 2).first)
        let names = try disk.names(in: "/inbox").sorted()
        switch job.state {
        case .failed:
            #expect(names == ["b.job1.failed", "b.job1.failed.json"], "\(place)")
            #expect(FailedReason.read(job.reasonFile, disk: disk)?.failure.code == Self.refusal.code, "\(place)")
        default:
            #expect(!job.state.isFinal && names == ["b.job1.claimed"], "\(place): \(job.state)")
        }
    }
}
