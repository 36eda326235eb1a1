// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import JobRecords
import Jobs
import Ledger

/// An inbox, an outbox and a ledger of one test, removed with the value.
final class Scratch {
    let path: String
    let disk = LocalDisk()

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "jobs-\(UUID().uuidString)").path
        for name in ["inbox", "outbox"] { try disk.makeFolders("\(path)/\(name)") }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var inbox: String { path + "/inbox" }
    var outbox: String { path + "/outbox" }
    var work: WorkFolder { WorkFolder(path + "/work") }
    var place: InboxPlace { InboxPlace(name: "test", path: inbox, outbox: outbox, work: work, servesLoose: false) }

    private var ledger: Ledger?

    /// As after a start. The ledger stays open where its file does: only one at a time may have it.
    func life() throws -> JobLife {
        try work.make(on: disk, passingOn: nil)
        if ledger?.isInPlace != true {
            try ledger?.close()
            ledger = try Ledger(path: path + "/ledger.sqlite")
        }
        return JobLife(store: ledger!, disk: disk)
    }

    /// What a worker does, and then the daemon.
    @discardableResult func publish(_ life: JobLife, _ job: JobRecord, _ work: Squares = Squares()) throws -> JobRecord
    {
        _ = try life.prepare(job)
        let summary = try run(job, work)
        return try life.publish(job, summary)
    }

    /// What a worker does.
    @discardableResult func run(
        _ job: JobRecord, _ work: Squares = Squares(), isStopping: @escaping @Sendable () -> Bool = { false },
        report: @escaping @Sendable (WorkerEvent) -> Void = { _ in }
    ) throws -> ResultSummary {
        try JobRun(
            folder: job.folder.path, name: job.outboxName, job: job.number, provenance: Provenance(job, owner: nil)
        ).run(threads: 1, work: { work.going(on: $0) }, isStopping: isStopping, report: report)
    }

    func write(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func bundle(_ name: String) throws {
        try write("pixels", "inbox/\(name)/images/a.png")
        try write("weights", "inbox/\(name)/model.onnx")
    }

    /// A bundle that has just come, claimed.
    func claim(_ life: JobLife, _ name: String = "b", _ arrival: Arrival = .settled) throws -> JobRecord {
        try bundle(name)
        return try life.claim(Candidate(name: name, form: .folder), arrival, in: place)
    }

    func names(_ folder: String) throws -> [String] { try disk.names(in: "\(path)/\(folder)") }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    /// Every file below `folder`, `run.json` apart.
    func tree(_ folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)") where name != "run.json" {
            if try disk.status("\(path)/\(folder)/\(name)")?.kind == .file {
                files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(folder)/\(name)"))
            }
        }
        return files
    }
}
