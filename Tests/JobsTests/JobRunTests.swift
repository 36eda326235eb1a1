// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// A job's own folder, from its plan to its published result.
@Suite(.timeLimit(.minutes(10))) struct JobRunTests {
    let scratch = try! Scratch()

    /// As the daemon has it done and publishes it; without a number as `uae-worker run` does both.
    private func run(
        _ work: Squares, job: Int? = 17, name: String = "b", threads: Int = 2, events: Events = Events(),
        isStopping: @escaping @Sendable () -> Bool = { false }
    ) throws {
        guard let job else { return try alone(work, name, threads, isStopping) }
        let folder = JobFolder(in: scratch.work, job: job)
        try JobRun(folder: folder.path, name: name, job: job).run(
            threads: threads, work: { _ in work }, isStopping: isStopping, report: { events.add($0) })
        let publication = Publication(folder: folder, outbox: scratch.outbox, disk: scratch.disk)
        _ = try publication.prepare(.group)
        try publication.rename(to: name)
    }

    private func alone(
        _ work: Squares, _ name: String, _ threads: Int, _ isStopping: @escaping @Sendable () -> Bool = { false }
    ) throws {
        let run = StandaloneRun(bundle: "/bundles/\(name)", out: scratch.outbox, name: name)
        if try run.finished() != nil { return }
        try run.prepare()
        try run.job.run(threads: threads, work: { _ in work }, isStopping: isStopping, report: { _ in })
        try run.publish()
    }

    private var reference: [String: Data] {
        get throws {
            try run(Squares(), job: nil, name: "reference", threads: 1)
            return try scratch.tree("outbox/reference")
        }
    }

    @Test func publishesWholeWithDigests() throws {
        let events = Events()
        try run(Squares(), events: events)
        #expect(try scratch.text("outbox/b/augmented/1/7.txt") == "49")
        let lines = try scratch.text("outbox/b/manifest-sha256.txt").split(separator: "\n")
        #expect(lines.count == 12, "ten samples, their table, the manifest; neither itself nor run.json")
        for line in lines {
            let (digest, file) = (String(line.prefix(64)), String(line.dropFirst(66)))
            let bytes = try scratch.disk.contents(of: scratch.outbox + "/b/" + file)
            #expect(SHA256Hasher.digest(of: bytes ?? []) == digest)
        }
        let report = try #require(RunReport.read(scratch.outbox + "/b"))
        #expect(report.job == 17 && report.chunks == 4 && report.resumedChunks == 0)
        #expect(report.summary == Squares.summary(10))
        #expect(events.list.first == .started(chunks: 4, finished: 0, samples: 10))
        #expect(events.list.last == .ready(Squares.summary(10)))
        #expect(events.chunks == 4)
        #expect(try scratch.names("work/jobs/17") == ["chunks", "lock", "plan.json"])
    }

    @Test func runWithoutADaemonLeavesNothingBehind() throws {
        try run(Squares(), job: nil, name: "alone")
        #expect(try scratch.names("outbox") == ["alone"])
    }

    /// Stopped after any chunk, it goes on with the others; the bytes are those of an undisturbed run.
    @Test(arguments: 0...4) func goesOnAfterTheLastDurableChunk(_ stopAfter: Int) throws {
        let expected = try reference
        let (first, second) = (Squares(), Squares())
        let events = Events()
        if stopAfter < 4 {
            #expect(throws: CancellationError.self) {
                try run(first, threads: 1, events: events, isStopping: { events.chunks >= stopAfter })
            }
            #expect(try scratch.disk.status(scratch.outbox + "/b") == nil)
        }
        try run(second)
        #expect(first.computed.sorted == Array(0..<(stopAfter < 4 ? stopAfter : 0)))
        #expect(second.computed.sorted == Array((stopAfter < 4 ? stopAfter : 0)..<4))
        #expect(try scratch.tree("outbox/b") == expected)
    }

    /// A chunk whose bytes do not fit their digest is computed again, and only that one.
    @Test func damagedChunksAreComputedAgain() throws {
        let expected = try reference
        let events = Events()
        #expect(throws: CancellationError.self) {
            try run(Squares(), threads: 1, events: events, isStopping: { events.chunks >= 3 })
        }
        let chunk = JobFolder(in: scratch.work, job: 17).chunks + "/000001.chunk"
        var bytes = try #require(try scratch.disk.contents(of: chunk))
        bytes[bytes.count - 1] ^= 1
        try scratch.disk.writeDurably(bytes, to: chunk)
        let again = Squares()
        try run(again)
        #expect(again.computed.sorted == [1, 3])
        #expect(try scratch.tree("outbox/b") == expected)
    }

    @Test func chunksOfOtherNumericsDoNotCount() throws {
        let events = Events()
        #expect(throws: CancellationError.self) {
            try run(Squares(numerics: 1), threads: 1, events: events, isStopping: { events.chunks >= 3 })
        }
        let (newer, said) = (Squares(numerics: 2), Events())
        try run(newer, events: said)
        #expect(newer.computed.sorted == [0, 1, 2, 3])
        #expect(said.list.contains { if case .warning(let text) = $0 { text.contains("version 2") } else { false } })
    }

    /// Killed between the rename and the removal of its own folder: the next run finds the result and computes nothing.
    @Test func publishedBeforeIsFoundAgain() throws {
        let run = StandaloneRun(bundle: "/bundles/b", out: scratch.outbox, name: "b")
        try run.prepare()
        try run.job.run(threads: 1, work: { _ in Squares() }, isStopping: { false }, report: { _ in })
        try scratch.disk.rename(run.folder + "/result", to: run.target)
        #expect(try scratch.names("outbox").count == 2)
        #expect(try run.finished() == Squares.summary(10))
        #expect(try scratch.names("outbox") == ["b"])
        #expect(try run.finished() == nil, "nothing was begun")
    }

    @Test func nothingIsReplaced() throws {
        try scratch.write("mine", "outbox/b/file")
        let refused = #expect(throws: Failure.self) { try alone(Squares(), "b", 1) }
        #expect(refused?.code == "exists" && refused?.kind == .refused)
        let failure = #expect(throws: Failure.self) { try run(Squares()) }
        #expect(failure?.code == "exists" && failure?.kind == .environment)
        #expect(try scratch.text("outbox/b/file") == "mine")
    }

    /// What a worker could leave besides files: none of it is published, and no link is followed.
    @Test(arguments: ["link", "hard link", "pipe", "device folder"]) func onlyFoldersAndFilesArePublished(
        _ kind: String
    ) throws {
        let folder = JobFolder(in: scratch.work, job: 17)
        try JobRun(folder: folder.path, name: "b", job: 17).run(
            threads: 1, work: { _ in Squares() }, isStopping: { false }, report: { _ in })
        try scratch.write("secret", "secret/file")
        #expect(chmod(scratch.path + "/secret/file", 0o600) == 0)
        let place = folder.result + "/augmented/x"
        switch kind {
        case "link": #expect(symlink(scratch.path + "/secret/file", place) == 0)
        case "hard link": #expect(link(scratch.path + "/secret/file", place) == 0)
        case "pipe": #expect(mkfifo(place, 0o600) == 0)
        default: #expect(symlink(scratch.path + "/secret", place) == 0)
        }
        let publication = Publication(folder: folder, outbox: scratch.outbox, disk: scratch.disk)
        let failure = #expect(throws: Failure.self) { try publication.prepare(.group) }
        #expect(failure?.code == "not-publishable" && failure?.file == place)
        #expect(try scratch.disk.status(scratch.path + "/secret/file")?.mode == 0o600)
    }

    /// Modes are the outbox's, whatever the worker gave its files.
    @Test(arguments: [false, true], [0o755, 0o2775]) func publishedModes(isOwners: Bool, outbox: UInt32) throws {
        #expect(chmod(scratch.outbox, outbox) == 0)
        let folder = JobFolder(in: scratch.work, job: 17)
        try JobRun(folder: folder.path, name: "b", job: 17).run(
            threads: 1, work: { _ in Squares() }, isStopping: { false }, report: { _ in })
        #expect(chmod(folder.result + "/samples.csv", 0o600) == 0 && chmod(folder.result + "/augmented", 0o700) == 0)
        let publication = Publication(folder: folder, outbox: scratch.outbox, disk: scratch.disk)
        _ = try publication.prepare(isOwners ? .owners : .group)
        try publication.rename(to: "b")
        func mode(_ path: String) throws -> UInt32? { try scratch.disk.status(scratch.outbox + path)?.mode }
        let folderMode = outbox & 0o2000 | (isOwners ? 0o750 : 0o775)
        for path in ["/b", "/b/augmented", "/b/augmented/1"] { #expect(try mode(path) == folderMode) }
        for path in ["/b/samples.csv", "/b/augmented/1/1.txt"] { #expect(try mode(path) == (isOwners ? 0o640 : 0o664)) }
    }

    @Test func changedInputsAreNotPublished() throws {
        var work = Squares()
        work.changedInput = "images/a.png"
        let failure = #expect(throws: Failure.self) { try run(work) }
        #expect(failure?.kind == .incomplete)
        #expect(try scratch.disk.status(scratch.outbox + "/b") == nil)
    }

    @Test func oneWriterAtATime() throws {
        let folder = JobFolder(in: scratch.work, job: 17)
        try scratch.disk.makeFolders(folder.path)
        let held = try #require(try scratch.disk.lock(folder.lock))
        #expect(throws: CancellationError.self) { try run(Squares(), isStopping: { true }) }
        withExtendedLifetime(held) {}
    }

    /// As sha256sum(1) escapes names.
    @Test func namesWithBackslashAndNewline() {
        #expect(DigestList.line("ab", "a b") == "ab  a b\n")
        #expect(DigestList.line("ab", "a\\b\nc") == "\\ab  a\\\\b\\nc\n")
    }

    /// What was written is read again, and nothing else is taken for it.
    @Test func listsOfDigests() {
        let digest = String(repeating: "0f", count: 32)
        let paths = ["a b", "a\\b\nc\r\nd", "\u{E9}", "e\u{301}", "\\"]
        let list = paths.map { DigestList.line(digest, $0) }.joined()
        #expect(list.split(separator: "\n").count == paths.count)
        #expect(
            DigestList.parse(Array(list.utf8))
                == Dictionary(uniqueKeysWithValues: paths.map { (Array($0.utf8), digest) }))
        for wrong in [
            "x", digest, digest + "  ", digest + " *a", digest.uppercased() + "  a", "\\" + digest + "  a\\x",
            digest + "  a\n" + digest + "  a\n",
        ] { #expect(DigestList.parse(Array(wrong.utf8)) == nil, "\(wrong)") }
    }

    @Test func eventsSurviveTheirLine() throws {
        let failure = Failure.refused("ragged-row", "has 3 cells", hint: "mend it", file: "a.csv", row: 7)
        let events: [WorkerEvent] = [
            .started(chunks: 4, finished: 1, samples: 10), .chunk(index: 2, samples: 9), .progress(samples: 4.5),
            .warning("careful"), .chunkLost(index: 3), .refused(failure), .waiting(failure), .failed(failure),
            .ready(Squares.summary(10)),
        ]
        for event in events {
            let line = String(decoding: try event.line(), as: UTF8.self)
            #expect(line.hasSuffix("\n") && !line.dropLast().contains("\n"))
            #expect(WorkerEvent(line: String(line.dropLast())) == event)
        }
        #expect(WorkerEvent(line: "{\"event\":\"news\"}") == nil)
        #expect(WorkerEvent(line: "Segmentation fault") == nil)
    }
}
