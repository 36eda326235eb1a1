// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// Every single change that a job makes fails in turn, once or until the disk is mended, with a full disk, a quota that is
/// used up, or a broken disk: the job waits with the reason, goes on by itself, and ends with the same bytes.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    /// What a daemon does on one disk and one ledger, again and again.
    private final class Machine {
        let scratch = try! Scratch()
        let disk = FaultyDisk()
        let store = MemoryStore()
        private(set) var parked: [JobRecord] = []
        private var intake: Intake
        let life: JobLife

        init() throws {
            try scratch.bundle("b")
            try scratch.work.make(on: scratch.disk, passingOn: nil)
            life = JobLife(store: store, disk: disk)
            intake = Intake(scratch.place, life: life, settle: 0)
        }

        /// One turn after a rescan was due.
        func turn() throws {
            _ = try life.recoverClaims(scratch.place)
            _ = try intake.scan()
            for job in try store.openJobs() { try go(on: job) }
        }

        private func go(on job: JobRecord) throws {
            var job = job
            if job.state.hasWorker, job.state != .inspecting {
                _ = try life.recover(job)
                job = try store.job(job.number) ?? job
                if job.state.isFinal { return }
            }
            if job.state == .waiting {
                if try life.publication(of: job) != nil {
                    _ = try life.recover(job)
                    return
                }
                job = try life.move(job, to: job.inspection == nil ? .inspecting : .queued)
            }
            if job.state == .inspecting { job = try life.accept(job, CrashPointTests.Machine.inspection) }
            if job.state == .queued { try compute(life.move(job, to: .running)) }
        }

        /// The worker's part, then the daemon's: what is thrown is the last word.
        private func compute(_ job: JobRecord) throws {
            do {
                guard try life.prepare(job) else {
                    _ = try life.recover(job)
                    return
                }
                let summary = try JobRun(
                    folder: job.folder.path, name: job.outboxName, job: job.number, disk: disk
                ).run(
                    threads: 1, work: { Squares(samples: 4, chunkSize: 2).going(on: $0) }, isStopping: { false },
                    report: { _ in })
                _ = try life.publish(job, summary)
            } catch let failure as Failure {
                guard let now = try store.job(job.number), !now.state.isFinal else { return }
                parked.append(try life.park(job, failure, nextLook: .now))
            }
        }

        var states: [JobState] { ((try? store.jobs(in: nil, limit: 10)) ?? []).map(\.state) }

        var isOver: Bool {
            let names = (try? scratch.names("inbox")) ?? []
            return states == [.published] && names.allSatisfy { $0.hasSuffix(".done") }
        }
    }

    /// The operations of an undisturbed job, and its result.
    private func undisturbed() throws -> (operations: Int, result: [String: Data]) {
        let machine = try Machine()
        for _ in 0..<2 { try machine.turn() }
        #expect(machine.isOver)
        return (machine.disk.operations, try machine.scratch.tree("outbox/b"))
    }

    @Test(arguments: FaultyDisk.Fault.allCases, [false, true])
    func everyChangeFails(_ fault: FaultyDisk.Fault, isLasting: Bool) throws {
        let whole = try undisturbed()
        #expect(whole.operations > 40 && whole.result.count == 7)
        var parked = 0
        for point in 0..<whole.operations {
            let machine = try Machine()
            machine.disk.fail(at: point, with: fault, isLasting: isLasting)
            for _ in 0..<3 { try? machine.turn() }
            for job in machine.parked {
                #expect(job.state == .waiting && job.failure?.hint != nil)
                #expect(job.reason == (fault == .broken ? "io" : JobReason.disk), "\(job)")
                #expect(job.failure?.message.contains(fault.rawValue) == true)
            }
            parked += machine.parked.count
            machine.disk.mend()
            for _ in 0..<3 where !machine.isOver { try machine.turn() }
            #expect(machine.isOver, "operation \(point): \(machine.states)")
            #expect(try machine.scratch.tree("outbox/b") == whole.result, "operation \(point)")
            #expect(try machine.scratch.names("outbox") == ["b"], "operation \(point)")
            // A number whose claim failed is not given again.
            let input = try machine.scratch.names("inbox")
            let claim = input.first.flatMap(ClaimName.init)
            #expect(input.count == 1 && claim?.bundle == "b" && claim?.suffix == .done, "\(input)")
            #expect(try machine.scratch.text("inbox/\(input[0])/images/a.png") == "pixels", "operation \(point)")
        }
        #expect(parked > whole.operations / 2)
        print("faults: \(fault), \(isLasting ? "lasting" : "once"): \(whole.operations) changes, each ended well")
    }

    /// A disk that stores something else than it was given: the result is read again before anyone sees it.
    @Test(arguments: ["3.txt", "samples.csv", "run.json"]) func whatWasNotWrittenIsNotPublished(_ name: String) throws {
        let whole = try undisturbed()
        let machine = try Machine()
        machine.disk.distort(name)
        for _ in 0..<2 { try machine.turn() }
        let job = try #require(machine.parked.last)
        #expect(job.reason == "io" && job.failure?.file?.hasSuffix("/result/\(path(name))") == true)
        #expect(try machine.scratch.names("outbox") == [])
        machine.disk.mend()
        try machine.turn()
        #expect(machine.isOver)
        #expect(try machine.scratch.tree("outbox/b") == whole.result)
    }

    private func path(_ name: String) -> String { name.hasSuffix(".txt") ? "augmented/1/" + name : name }
}
