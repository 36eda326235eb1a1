// SPDX-License-Identifier: Apache-2.0
import Bundles
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// What is taken from an inbox, and when. The clock is the test's.
@Suite(.timeLimit(.minutes(10))) struct IntakeTests {
    let scratch = try! Scratch()
    let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func intake(servesLoose: Bool = false) throws -> Intake {
        var place = scratch.place
        place.servesLoose = servesLoose
        return Intake(place, life: try scratch.life(), settle: 10)
    }

    private func rename(_ from: String, _ to: String) throws {
        try scratch.disk.rename(scratch.inbox + "/" + from, to: scratch.inbox + "/" + to)
    }

    @Test(arguments: [
        ("b.job17.claimed", "b", 17), ("a.job3.b.job4.done", "a.job3.b", 4), ("x.job1.failed.json", "x", 1),
        ("x.job12.cancelled", "x", 12), ("x.job2.failed", "x", 2),
    ])
    func claimNames(_ name: String, _ bundle: String, _ job: Int) throws {
        let claim = try #require(ClaimName(name))
        #expect(claim.bundle == bundle && claim.job == job && claim.name == name)
        #expect(claim.isFinished == !name.hasSuffix(".claimed"))
    }

    @Test(arguments: ["b", "b.job.claimed", "b.jobx.claimed", ".job1.claimed", "b.job1.open", "b.job01.done"])
    func otherNames(_ name: String) { #expect(ClaimName(name) == nil) }

    @Test(arguments: [
        ".hidden", ".\u{301}hidden", "a.part", "a.filepart", "a.tmp", "a~", "@eaDir", "._a", "b.job1.done",
    ])
    func ignoredNames(_ name: String) { #expect(IgnoredName.matches(name)) }

    @Test func settledFoldersAreTakenOnce() throws {
        try scratch.bundle("b")
        var intake = try intake()
        #expect(try intake.scan(at: start) == [])
        #expect(intake.pending.map(\.state) == ["settling"])
        #expect(intake.nextLook == start + 10)
        #expect(try intake.scan(at: start + 5) == [], "two looks must be a settle time apart")
        let jobs = try intake.scan(at: start + 10)
        #expect(jobs.map(\.arrival) == [.settled])
        #expect(try scratch.names("inbox") == ["b.job1.claimed"])
        #expect(try intake.scan(at: start + 20) == [])
        #expect(intake.pending.isEmpty)
    }

    /// `b/` and `b.csv`, or é as one letter and as two signs: each settles for itself.
    @Test(arguments: [["b", "b.csv"], ["\u{e9}", "e\u{301}"]]) func namesakesAreTakenAlike(_ names: [String]) throws {
        for name in names {
            if name.hasSuffix(".csv") {
                try scratch.write("a,b\n1,2\n", "inbox/\(name)")
            } else {
                try scratch.bundle(name)
            }
        }
        var intake = try intake(servesLoose: true)
        #expect(try intake.scan(at: start) == [])
        #expect(intake.pending.map(\.state) == ["settling", "settling"])
        #expect(Set(intake.pending.map { Array($0.path.utf8) }).count == 2)
        #expect(try intake.scan(at: start + 5) == [])
        let jobs = try intake.scan(at: start + 10)
        #expect(jobs.map(\.number) == [1, 2] && Set(jobs.map { Array($0.outboxName.utf8) }).count == 2)
        #expect(intake.pending.isEmpty)
    }

    /// That one came by a rename says nothing of another that reads the same and is being copied.
    @Test func renamesAreOfOneNameAlone() throws {
        for name in [".copying", "e\u{301}"] { try scratch.bundle(name) }
        var intake = try intake()
        _ = try intake.scan(at: start)
        try rename(".copying", "\u{e9}")
        let jobs = try intake.scan(at: start)
        #expect(jobs.map { Array($0.name.utf8) } == [Array("\u{e9}".utf8)] && jobs.map(\.arrival) == [.renamedIn])
        #expect(intake.pending.map(\.state) == ["settling"])
    }

    @Test func changesDoubleTheTime() throws {
        try scratch.bundle("b")
        var intake = try intake()
        _ = try intake.scan(at: start)
        try scratch.write("more", "inbox/b/images/deep/b.png")
        #expect(try intake.scan(at: start + 10) == [])
        #expect(intake.nextLook == start + 30)
        #expect(try intake.scan(at: start + 20) == [])
        #expect(try intake.scan(at: start + 30).count == 1)
    }

    @Test func declaredAndRenamedInAreTakenAtOnce() throws {
        try scratch.bundle("a")
        try scratch.write("", "inbox/a/dataset.ready")
        try scratch.bundle(".b")
        try scratch.bundle("c")
        try scratch.write("", "inbox/c/deeper/dataset.ready")
        var intake = try intake()
        _ = try intake.looks.look { start }
        try rename(".b", "b")
        let jobs = try intake.scan(at: start)
        #expect(jobs.map(\.name) == ["a", "b"])
        #expect(jobs.map(\.arrival) == [.declared, .renamedIn])
        #expect(intake.pending.map(\.name) == ["c"])
    }

    /// A folder that its owner renames while it settles begins to settle anew, and is taken once.
    @Test func renamedWhileSettling() throws {
        try scratch.bundle("a")
        var intake = try intake()
        _ = try intake.scan(at: start)
        try FileManager.default.moveItem(atPath: scratch.inbox + "/a", toPath: scratch.inbox + "/b")
        #expect(try intake.scan(at: start + 10) == [])
        #expect(intake.pending.map(\.name) == ["b"])
        #expect(try intake.scan(at: start + 20).map(\.name) == ["b"])
    }

    /// A copy under a temporary name is nothing yet; its last name makes it a bundle.
    @Test(arguments: [".b", "b.part", "b.filepart", "b.tmp", "b~", "@eaDir"])
    func temporaryNames(_ name: String) throws {
        try scratch.bundle(name)
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 100) == [] && intake.pending == [])
        try rename(name, "b")
        let jobs = try intake.scan(at: start + 110)
        #expect(jobs.map(\.name) == ["b"] && jobs.map(\.arrival) == [.renamedIn])
    }

    /// A mount that is gone leaves the folder under it: whoever was a mount must be one.
    @Test func absentInboxes() throws {
        let root = PlaceRoot(scratch.inbox, .inbox, disk: scratch.disk)
        #expect(root.absence(disk: scratch.disk) == nil)
        try FileManager.default.moveItem(atPath: scratch.inbox, toPath: scratch.inbox + "-away")
        #expect(root.absence(disk: scratch.disk)?.code == "inbox-gone")
        try FileManager.default.moveItem(atPath: scratch.inbox + "-away", toPath: scratch.inbox)
        #expect(root.absence(disk: scratch.disk) == nil)
        #expect(PlaceRoot("/proc", .outbox, disk: scratch.disk).wasMount)
    }

    @Test func looseDatasetsWaitForTheirCheckpoint() throws {
        try scratch.write("1,2", "inbox/data.csv")
        var intake = try intake()
        _ = try intake.scan(at: start)
        _ = try intake.scan(at: start + 100)
        #expect(intake.pending.map(\.state) == ["waiting-for-checkpoint"])
        try scratch.write("weights", "inbox/data.onnx")
        try scratch.write("more", "inbox/data.onnx.data")
        try scratch.write("seed = 1", "inbox/data.job.toml")
        try scratch.write("lonely", "inbox/other.onnx")
        _ = try intake.scan(at: start + 110)
        let jobs = try intake.scan(at: start + 120)
        #expect(jobs.map(\.name) == ["data"])
        #expect(intake.pending.map(\.state) == ["waiting-for-dataset"])
        #expect(
            try scratch.names("inbox/data.job1.claimed") == [
                "data.csv", "data.job.toml", "data.onnx", "data.onnx.data",
            ])
        #expect(try scratch.names("inbox") == ["data.job1.claimed", "other.onnx"])
    }

    /// A folder waits for what it lacks as loose files do, and is never renamed before it has it.
    @Test(arguments: [
        ([], "waiting-for-dataset", ["images/a.png", "model.onnx"]),
        (["notes.txt", "run.py"], "waiting-for-dataset", ["DATA.CSV.GZ", "MODEL.ONNX"]),
        (["images/a.png"], "waiting-for-checkpoint", ["deep/model.h5"]),
        (["model.keras"], "waiting-for-dataset", ["train-images-idx3-ubyte"]),
        (["a.csv", "m.safetensors"], "waiting-for-checkpoint", ["m.architecture.json"]),
        (["m.safetensors", "a.csv"], "waiting-for-checkpoint", ["onnx/model.onnx"]),
        (["a.safetensors", "z.onnx"], "waiting-for-dataset", ["data.csv"]),
        ([".hidden.png", "x.onnx.part", "@eaDir/thumb.png"], "waiting-for-dataset", ["a.png", "x.onnx"]),
    ])
    func foldersWaitForWhatTheyLack(_ present: [String], _ state: String, _ missing: [String]) throws {
        try scratch.disk.makeFolders(scratch.inbox + "/New folder")
        for name in present { try scratch.write("x", "inbox/New folder/\(name)") }
        var intake = try intake()
        for seconds in [0.0, 10, 20, 100] { #expect(try intake.scan(at: start + seconds) == []) }
        #expect(intake.pending.map(\.state) == [state])
        #expect(try scratch.names("inbox") == ["New folder"])
        let reason = try #require(intake.pending.first?.reason)
        for name in present where FileKind(name) == nil && !name.hasSuffix("part") {
            #expect(reason.contains(name), "\(reason)")
        }
        for name in missing { try scratch.write("x", "inbox/New folder/\(name)") }
        _ = try intake.scan(at: start + 110)
        #expect(try intake.scan(at: start + 120).map(\.name) == ["New folder"])
    }

    /// A folder that waits is not taken for whole because it came by one rename; one that its owner declares complete is
    /// taken, and refused later with what it lacks.
    @Test func aRenameDoesNotMakeABundle() throws {
        try scratch.write("x", "inbox/.a/images/a.png")
        var intake = try intake()
        _ = try intake.looks.look { start }
        try rename(".a", "a")
        #expect(try intake.scan(at: start) == [] && intake.pending.map(\.state) == ["waiting-for-checkpoint"])
        try scratch.write("", "inbox/a/dataset.ready")
        #expect(try intake.scan(at: start + 1).map(\.arrival) == [.declared])
    }

    /// What comes into a renamed folder later is copied into it, and must settle like every copy.
    @Test func whatARenamedFolderLackedSettles() throws {
        try scratch.write("x", "inbox/.a/model.onnx")
        var intake = try intake()
        _ = try intake.looks.look { start }
        try rename(".a", "a")
        #expect(try intake.scan(at: start) == [])
        try scratch.write("1,2", "inbox/a/data.csv")
        #expect(try intake.scan(at: start + 100) == [] && intake.pending.map(\.state) == ["settling"])
        try scratch.write("1,2\n3,4", "inbox/a/data.csv")
        #expect(try intake.scan(at: start + 110) == [])
        #expect(try intake.scan(at: start + 130).map(\.arrival) == [.settled])
    }

    @Test func foldersTakeTheInboxsCheckpoint() throws {
        try scratch.write("x", "inbox/b/a.png")
        var place = scratch.place
        place.servesFolders = true
        var intake = Intake(place, life: try scratch.life(), settle: 10)
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 10).map(\.name) == ["b"])
    }

    /// What a format of another program would be called makes a bundle: it is refused with what to do.
    @Test func foreignFormatsAreTaken() throws {
        try scratch.write("x", "inbox/b/a.jpg")
        try scratch.write("x", "inbox/b/model.pth")
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 10).map(\.name) == ["b"])
    }

    @Test func systemFoldersAreLeftAlone() throws {
        for name in ["lost+found", "#recycle", "$RECYCLE.BIN", "@Recycle", "System Volume Information", "@EADIR"] {
            try scratch.bundle(name)
        }
        let names = try scratch.names("inbox")
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 100) == [] && intake.pending.isEmpty)
        #expect(try scratch.names("inbox") == names)
    }

    /// Case of the endings does not matter, and the files of an IDX set are one bundle.
    @Test(arguments: [
        ["DATA.CSV", "DATA.ONNX"], ["DATA.Csv.Gz", "DATA.onnx", "DATA.JOB.TOML"],
        ["DATA-images-idx3-ubyte", "DATA-labels-idx1-ubyte", "DATA.onnx"],
        ["DATA-IMAGES.IDX3-UBYTE.GZ", "DATA-labels.idx1-ubyte", "DATA.Onnx", "DATA.ONNX.DATA"],
    ])
    func looseFilesOfAnyCase(_ names: [String]) throws {
        for name in names { try scratch.write("x", "inbox/\(name)") }
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 10).map(\.name) == ["DATA"])
        #expect(try Set(scratch.names("inbox/DATA.job1.claimed")) == Set(names))
    }

    @Test func looseCheckpointsOfOtherFormats() throws {
        for (stem, ending) in [("a", "keras"), ("b", "h5"), ("c", "pt2"), ("d", "safetensors")] {
            try scratch.write("1,2", "inbox/\(stem).csv")
            try scratch.write("weights", "inbox/\(stem).\(ending)")
        }
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 10).map(\.name) == ["a", "b", "c"])
        #expect(intake.pending.map(\.state) == ["waiting-for-checkpoint"])
        #expect(intake.pending.first?.reason.contains("d.architecture.json") == true)
        try scratch.write("{}", "inbox/d.architecture.json")
        _ = try intake.scan(at: start + 20)
        #expect(try intake.scan(at: start + 30).map(\.name) == ["d"])
    }

    @Test func looseDatasetsTakeTheInboxsCheckpoint() throws {
        try scratch.write("1,2", "inbox/data.csv.gz")
        var intake = try intake(servesLoose: true)
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 10).map(\.name) == ["data"])
    }

    @Test func oddThingsAreSaidNotTaken() throws {
        try scratch.write("", "inbox/notes.txt")
        try FileManager.default.createSymbolicLink(atPath: scratch.inbox + "/link", withDestinationPath: "/etc")
        #expect(mkfifo(scratch.inbox + "/pipe", 0o600) == 0)
        try scratch.bundle(".copying")
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 100) == [])
        #expect(intake.pending.map(\.state) == ["ignored", "ignored", "ignored"])
        #expect(intake.pending.map(\.name) == ["link", "notes.txt", "pipe"])
    }

    /// What no path of ours can reach, and what would break a line of a log, is said and left alone.
    @Test func namesThatNoJobMayHave() throws {
        let latin: [CChar] = (Array(scratch.inbox.utf8) + Array("/caf".utf8) + [0xE9, 0]).map(CChar.init(bitPattern:))
        #expect(mkdir(latin, 0o755) == 0)
        try scratch.bundle("two\nlines")
        let long = String(repeating: "ä", count: 127) + "x"
        #expect(mkdir(scratch.inbox + "/" + long, 0o755) == 0)
        try scratch.bundle("good")
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 100).map(\.name) == ["good"])
        #expect(intake.pending.map(\.state) == ["cannot-claim", "cannot-claim", "cannot-claim"])
        #expect(intake.pending.map(\.name) == ["caf\\xe9", "two\nlines", long])
        #expect(intake.pending[0].reason.contains("caf\\xe9"))
        #expect(intake.pending[1].reason.contains("two\\x0alines"))
        #expect(access(latin, F_OK) == 0)
        #expect(try scratch.names("inbox") == ["good.job1.claimed", "two\nlines", long])
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func unreadableIsSaidWithTheLineThatMendsIt() throws {
        try scratch.bundle("b")
        #expect(chmod(scratch.inbox + "/b/images", 0) == 0)
        var intake = try intake()
        _ = try intake.scan(at: start)
        #expect(try intake.scan(at: start + 100) == [])
        #expect(intake.pending.first?.state == "unreadable")
        #expect(intake.pending.first?.hint?.contains("chmod") == true)
        #expect(chmod(scratch.inbox + "/b/images", 0o755) == 0)
        _ = try intake.scan(at: start + 110)
        #expect(try intake.scan(at: start + 120).count == 1)
    }

    @Test func incompleteBundlesAreLookedAtAgainOrGivenUp() throws {
        try scratch.bundle("b")
        let baseline = try TreeSignature([scratch.inbox + "/b"], in: scratch.disk)
        func wait() -> IncompleteWait {
            IncompleteWait(baseline: baseline, since: start, settle: 10, timeout: 100, rescan: 60, now: start)
        }
        var patient = wait()
        #expect(patient.look(baseline, at: start + 50) == .wait)
        #expect(patient.nextLook == start + 100)
        #expect(patient.look(baseline, at: start + 100) == .giveUp)

        var fed = wait()
        try scratch.write("the rest", "inbox/b/images/a.png")
        let changed = try TreeSignature([scratch.inbox + "/b"], in: scratch.disk)
        #expect(fed.look(changed, at: start + 99) == .wait)
        #expect(fed.look(changed, at: start + 105) == .wait)
        #expect(fed.look(changed, at: start + 109) == .lookAgain)
    }
}
