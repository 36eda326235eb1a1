// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// A small job's whole life, crashed after every single operation: whatever was not synced is gone, wholly, in part or
/// not at all; a new start always ends with the same bytes in the outbox and the input untouched.
@Suite(.timeLimit(.minutes(10))) struct CrashPointTests {
    /// A machine: its disk, its ledger, and one whole life of whatever lies in its inbox.
    struct Machine {
        var disk: CrashDisk
        var store = MemoryStore()
        /// Chunks that were said to be durable.
        let promised = Squares.Counter()
        var isAfterCrash = false
        let place = InboxPlace(
            name: "in", path: "/inbox", outbox: "/outbox", work: WorkFolder("/work"), servesLoose: false)

        static let input: [String: String] = ["images/a.png": "pixels", "model.onnx": "weights"]
        /// A folder, or the files of one stem.
        let isLoose: Bool

        init(isLoose: Bool, skippingSync skipped: Int? = nil) throws {
            self.isLoose = isLoose
            disk = CrashDisk(skippingSync: skipped)
            for folder in ["/inbox", "/outbox", "/taken"] { try disk.makeFolder(folder) }
            if isLoose {
                for (name, text) in Self.loose { try disk.put(text, at: "/inbox/" + name) }
            } else {
                try disk.makeFolder("/inbox/b")
                try disk.makeFolder("/inbox/b/images")
                for (name, text) in Self.input { try disk.put(text, at: "/inbox/b/" + name) }
            }
            disk.makeEverythingDurable()
        }

        static let loose = ["b.csv": "1,2", "b.onnx": "weights", "b.job.toml": "seed = 1"]

        /// From a start of the daemon until nothing is open any more.
        ///
        /// - Returns: the chunks that it computed.
        @discardableResult func live() throws -> [Int] {
            // Settings that changed meanwhile count for nothing: the plan that was frozen wins.
            var work = Squares(samples: 6, chunkSize: 2)
            if isAfterCrash { work.plan.settings = "{\"changed\":true}" }
            let fresh = work
            let disk = disk
            store.setBefore { try disk.step() }
            let life = JobLife(store: store, disk: disk)
            _ = try life.recover([place])
            var intake = Intake(place, life: life, settle: 0)
            for _ in 0..<2 { _ = try intake.scan() }
            for job in try store.openJobs() {
                var job = job
                // As the daemon does before it starts a worker.
                guard try life.prepare(job) else { continue }
                if job.state == .queued, try !job.folder.holdsPlan(of: job.inspection, on: disk) {
                    job = try life.move(job, to: .inspecting)
                }
                let run = JobRun(folder: job.folder.path, name: job.outboxName, job: job.number, disk: disk)
                if job.state == .inspecting {
                    var inspection = Self.inspection
                    inspection.plan = try run.freeze(fresh.plan, inputs: [])
                    job = try life.accept(job, inspection)
                }
                guard job.state == .queued else { continue }
                job = try life.move(job, to: .running)
                let summary = try run.run(
                    threads: 1, work: { frozen in fresh.going(on: frozen) }, isStopping: { false },
                    report: { [promised] in if case .chunk(let index, _) = $0 { promised.add(index) } })
                _ = try life.publish(job, summary)
            }
            return fresh.computed.sorted
        }

        /// A person takes the result as soon as it is there.
        func takeResult() throws {
            guard try disk.status("/outbox/b") != nil else { return }
            try disk.rename("/outbox/b", to: "/taken/b")
            disk.makeEverythingDurable()
        }

        static let inspection = Inspection(
            samples: 4, dataset: "4 images", checkpoint: "model.onnx", preset: "uaed", method: "minmax",
            sampling: "random", chunks: 2, chunkSize: 2, cleanLoss: 1, meanLoss: 2, estimatedSeconds: 1,
            estimatedBytes: 100, datasetDigest: "d", checkpointDigest: "c", settingsDigest: "s")

        /// What must hold in the end; nil where it does.
        func fault(_ expected: [String: [UInt8]]) throws -> String? {
            let results =
                try disk.names(in: "/outbox").map { "/outbox/" + $0 }
                + disk.names(in: "/taken").map { "/taken/" + $0 }
            guard results.count == 1 else { return "there are the results \(results)" }
            guard try disk.tree(results[0]) == expected else { return "the result's bytes differ" }
            let inbox = try disk.names(in: "/inbox")
            guard inbox.count == 1, let claim = ClaimName(inbox[0]), claim.bundle == "b", claim.suffix == .done else {
                return "inbox holds \(inbox)"
            }
            let input = try disk.tree("/inbox/" + inbox[0]).mapValues { String(decoding: $0, as: UTF8.self) }
            guard input == (isLoose ? Self.loose : Self.input) else { return "the input is \(input)" }
            let jobs = try store.jobs(in: nil, limit: 10)
            guard jobs.count == 1, jobs[0].state == .published else { return "jobs: \(jobs.map(\.state))" }
            return nil
        }
    }

    private func undisturbed(_ isLoose: Bool) throws -> (operations: Int, result: [String: [UInt8]]) {
        let machine = try Machine(isLoose: isLoose)
        let before = machine.disk.operations
        try machine.live()
        let result = try machine.disk.tree("/outbox/b")
        #expect(result.count == 9)
        #expect(try machine.fault(result) == nil)
        return (machine.disk.operations - before, result)
    }

    /// - Parameter crashes: how many there have been, each with a restart.
    /// - Returns: the first crash point after which something is not as it must be.
    private func firstFault(
        _ isLoose: Bool, _ also: Also, skippingSync: Int? = nil, crashes: inout Int
    ) throws -> String? {
        let whole = try undisturbed(isLoose)
        for point in 0..<whole.operations {
            var lucks: [CrashDisk.Luck] = [.none, .all]
            var next = 0
            while next < lucks.count {
                var machine = try Machine(isLoose: isLoose, skippingSync: skippingSync)
                machine.disk.crash(after: point)
                do { try machine.live() } catch is CrashDisk.Crash {}
                if next == 0 { lucks += (0..<machine.disk.unsynced).map { .allBut($0) } }
                let luck = lucks[next]
                next += 1
                crashes += 1
                machine.disk = machine.disk.rebooted(luck)
                // Without the ledger the bundle is inspected again, and what is asked for then counts.
                machine.isAfterCrash = also != .ledgerLost
                if also == .resultTaken { try machine.takeResult() }
                if also == .ledgerLost { machine.store = MemoryStore() }
                let fault: String?
                do {
                    let promised = machine.promised.sorted
                    let again = try machine.live().filter(promised.contains)
                    fault = try again.isEmpty ? machine.fault(whole.result) : "chunks \(again) were said to be durable"
                } catch {
                    fault = "the start fails: \(error)"
                }
                if let fault { return "crash after operation \(point), \(luck): \(fault)" }
            }
        }
        return nil
    }

    /// What happens besides the crash.
    enum Also: String, CaseIterable, Sendable {
        case nothing, resultTaken = "its result taken away", ledgerLost = "the ledger lost"
    }

    @Test(arguments: [false, true], Also.allCases)
    func everyCrashPointEndsWell(isLoose: Bool, also: Also) throws {
        let whole = try undisturbed(isLoose)
        #expect(whole.operations > 40)
        var crashes = 0
        let fault = try firstFault(isLoose, also, crashes: &crashes)
        #expect(fault == nil, "\(fault ?? "")")
        print(
            "crash points: all \(whole.operations) operations of a \(isLoose ? "loose" : "folder") bundle's job in 3 chunks"
                + "\(also == .nothing ? "" : ", " + also.rawValue); \(crashes) crashes, each ended well")
    }

    /// Without any one of its syncs the same enumeration finds a fault: the model sees a missing fsync.
    @Test func everySyncIsNeeded() throws {
        let names = try Machine(isLoose: false)
        try names.live()
        let syncs = names.disk.syncs
        var crashes = 0
        let unseen = try (0..<syncs.count).filter { sync in
            try Also.allCases.allSatisfy {
                try firstFault(false, $0, skippingSync: sync, crashes: &crashes) == nil
            }
        }
        #expect(unseen.isEmpty, "no crash point sees the loss of \(unseen.map { "\($0) \(syncs[$0])" })")
        print(
            "mutations: each of \(syncs.count) syncs taken out, \(syncs.count - unseen.count) caught; \(crashes) crashes"
        )
    }
}

extension CrashDisk {
    func put(_ text: String, at path: String) throws { try createFile(path).append(Array(text.utf8)[...]) }

    /// Every file below `folder`, `run.json` apart.
    func tree(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try names(in: folder) where name != RunReport.name {
            if let bytes = try read("\(folder)/\(name)", from: 0, atMost: 1 << 30) {
                files[name] = bytes
            } else {
                for (path, bytes) in try tree("\(folder)/\(name)") { files["\(name)/\(path)"] = bytes }
            }
        }
        return files
    }

    /// One operation of something else on the same machine: a transaction.
    func step() throws { try operate { _ in } }
}
