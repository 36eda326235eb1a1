// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// Before every single operation on an inbox or outbox somebody else, who may write there, does something to what lies there: nobody's
/// secret is read, moved, opened or deleted, and a job ends with its own input's result or with none.
@Suite(.timeLimit(.minutes(10))) struct AdversaryTests {
    enum Act: String, CaseIterable, Sendable {
        case exchangeWithLink = "a link to a secret takes its place"
        case exchangeWithFolder = "another folder takes its place"
        case exchangeWithFile = "a file takes its place"
        case exchangeWithPipe = "a pipe takes its place"
        case remove = "it is renamed away"
        case open = "its mode becomes 0777"
        case addLink = "a link to a secret is put into it"
        case hardLink = "a second name of a secret is put into it"
    }

    /// A job of one inbox from its drop to its end, whatever somebody does meanwhile.
    private final class Machine {
        let scratch = try! Scratch()
        let disk: WatchedDisk
        let life: JobLife
        let isLoose: Bool

        init(isLoose: Bool) throws {
            self.isLoose = isLoose
            disk = WatchedDisk(in: [scratch.inbox, scratch.outbox])
            life = JobLife(store: MemoryStore(), disk: disk)
            try scratch.work.make(on: scratch.disk, passingOn: nil)
            try scratch.write("secret", "secret/images/a.png")
            try scratch.write("secret", "secret/b.csv")
            #expect(chmod(scratch.path + "/secret", 0o700) == 0)
            if isLoose {
                for (name, text) in ["b.csv": "mine", "b.onnx": "weights"] { try scratch.write(text, "inbox/" + name) }
            } else {
                try scratch.write("mine", "inbox/b/b.csv")
                try scratch.write("weights", "inbox/b/model.onnx")
            }
        }

        /// Starts and scans until nothing changes any more.
        func live() {
            for _ in 0..<3 {
                _ = try? life.recover([scratch.place])
                var intake = Intake(scratch.place, life: life, settle: 0)
                for _ in 0..<2 { _ = try? intake.scan() }
                for job in (try? life.store.openJobs()) ?? [] { try? go(on: job) }
            }
        }

        private func go(on job: JobRecord) throws {
            var job = job
            guard let input = try life.input(of: job) else {
                _ = try life.lost(job)
                return
            }
            if job.state == .waiting { job = try life.move(job, to: .queued) }
            if job.state == .inspecting { job = try life.accept(job, CrashPointTests.Machine.inspection) }
            guard job.state == .queued, try life.prepare(job) else { return }
            job = try life.move(job, to: .running)
            do {
                let work = try Echo(input, job.path(.claimed))
                let summary = try JobRun(folder: job.folder.path, name: job.outboxName, job: job.number, disk: disk)
                    .run(
                        threads: 1, work: { _ in work }, isStopping: { false }, report: { _ in })
                _ = try life.publish(job, summary)
            } catch let failure as Failure {
                _ = try life.park(job, failure, nextLook: .now)
            }
        }

        var mal: Mal { Mal(places: [scratch.inbox, scratch.outbox], secret: scratch.path + "/secret") }

        /// What must hold, whatever was done; nil where it does.
        ///
        /// - Parameter judged: counts up with each result whose bytes were looked at.
        func fault(_ judged: inout Int) throws -> String? {
            var status = stat()
            guard stat(scratch.path + "/secret", &status) == 0, status.st_mode & 0o777 == 0o700,
                try scratch.text("secret/b.csv") == "secret", try scratch.text("secret/images/a.png") == "secret",
                try scratch.names("secret") == ["b.csv", "images"]
            else { return "the secret is touched" }
            for job in try life.store.jobs(in: nil, limit: 10) where job.state == .published {
                // Who may write in the outbox may have taken it away since.
                guard let held = try scratch.disk.hold(job.result),
                    try Publication.stands(job.result, digest: job.manifestDigest, on: scratch.disk),
                    let echo = try held.contents(of: job.result + "/augmented/0/0.txt")
                else { continue }
                judged += 1
                let text = String(decoding: echo, as: UTF8.self)
                guard text == "mine" || text == "mal's" && job.ownerUid == 64_005 else { return "published: \(text)" }
            }
            return nil
        }
    }

    /// Somebody who may write in an inbox and an outbox.
    private struct Mal: Sendable {
        let places: [String]
        let secret: String

        /// What somebody who may write in inbox and outbox does to every bundle, claim and result there.
        func harm(_ act: Act) {
            for place in places {
                for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
                where !name.contains(".mal-") { harm("\(place)/\(name)", act, "\(place)/.mal-\(UUID().uuidString)") }
            }
        }

        private func harm(_ path: String, _ act: Act, _ away: String) {
            switch act {
            case .exchangeWithLink where rename(path, away) == 0: symlink(secret, path)
            case .exchangeWithFolder where rename(path, away) == 0:
                try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                try? Data("mal's".utf8).write(to: URL(fileURLWithPath: path + "/b.csv"))
                if geteuid() == 0 { chown(path, 64_005, 64_005) }
            case .exchangeWithFile where rename(path, away) == 0:
                try? Data("mal's".utf8).write(to: URL(fileURLWithPath: path))
                if geteuid() == 0 { chown(path, 64_005, 64_005) }
            case .exchangeWithPipe where rename(path, away) == 0: mkfifo(path, 0o666)
            case .remove: rename(path, away)
            case .open: chmod(path, 0o777)
            case .addLink: symlink(secret + "/b.csv", path + "/c.csv")
            case .hardLink: link(secret + "/b.csv", path + "/d.csv")
            default: break
            }
        }
    }

    /// Publishes what it reads of its input.
    private struct Echo: Work {
        let plan = Squares(samples: 1, chunkSize: 1).plan
        let read: [UInt8]

        /// As the worker does: beneath the folder that was opened.
        init(_ input: any HeldFolder, _ path: String) throws {
            read = try input.contents(of: path + "/b.csv") ?? []
        }

        func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord] {
            [ChunkRecord(stored: read, details: [])]
        }
        func checkInputs() throws {}
        func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary {
            try result.file("augmented/0/0.txt") { try $0(records.record(0).stored[...]) }
            try result.file(Publication.manifest, bytes: read)
            return Squares.summary(1)
        }
    }

    @Test(arguments: Act.allCases, [false, true]) func beforeEveryOperation(_ act: Act, isLoose: Bool) throws {
        let whole = try Machine(isLoose: isLoose)
        whole.live()
        let jobs = try whole.life.store.jobs(in: nil, limit: 10)
        #expect(jobs.map(\.state) == [.published])
        #expect(try whole.scratch.text("outbox/b/augmented/0/0.txt") == "mine")
        #expect(whole.disk.operations > 40)
        var judged = 0
        for point in 0..<whole.disk.operations {
            let machine = try Machine(isLoose: isLoose)
            machine.disk.act(before: point) { [mal = machine.mal] in mal.harm(act) }
            machine.live()
            let fault = try machine.fault(&judged)
            #expect(fault == nil, "before operation \(point): \(fault ?? "")")
            #expect(machine.disk.operations > point, "the adversary has acted")
        }
        // What leaves the bundle in its place takes no result away.
        #expect(judged > whole.disk.operations / 2 || ![.open, .addLink, .hardLink].contains(act), "\(judged)")
        print(
            "adversary: before each of \(whole.disk.operations) operations on a \(isLoose ? "loose" : "folder") bundle's "
                + "claim, staging and result \(act.rawValue); \(judged) results held against their input")
    }
}
