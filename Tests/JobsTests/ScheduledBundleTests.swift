// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// What a tick copies, and what an inbox tells of an attempt that was killed.
@Suite(.timeLimit(.minutes(10))) struct ScheduledBundleTests {
    let scratch = try! Scratch()

    private var bundle: ScheduledBundle { ScheduledBundle(name: "n@2026-11-24T0300Z", inbox: scratch.place) }

    private func source() throws -> String {
        try scratch.write("pixels", "source/images/a.png")
        try scratch.write("old", "source/checkpoints/epoch1.onnx")
        try scratch.write("old weights", "source/checkpoints/epoch1.onnx.data")
        try scratch.write("new", "source/checkpoints/epoch2.onnx")
        try scratch.write("half", "source/checkpoints/epoch3.onnx.part")
        try scratch.write("# mine\nseed = 3\n[attack]\nseed = 4\n", "source/job.toml")
        let old = URL(fileURLWithPath: "\(scratch.path)/source/checkpoints/epoch1.onnx")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: old.path)
        return scratch.path + "/source"
    }

    @Test func newestCheckpointIsCopiedWithASeed() throws {
        let staged = try bundle.stage(source(), choosesNewest: true, seed: 99)
        let hidden = try #require(try scratch.names("inbox").first)
        #expect(hidden.hasPrefix(".n@2026-11-24T0300Z.") && hidden.hasSuffix(".scheduled"))
        #expect(try scratch.names("work/schedules") == ["n@2026-11-24T0300Z.json"])
        try bundle.claim(staged, as: 5)
        let claim = "inbox/n@2026-11-24T0300Z.job5.claimed"
        #expect(Set(try scratch.tree(claim).keys) == ["images/a.png", "checkpoints/epoch2.onnx", "job.toml"])
        #expect(try scratch.text("\(claim)/job.toml") == "seed = 99\n# mine\n[attack]\nseed = 4\n")
        #expect(try scratch.text("source/job.toml").contains("seed = 3"))
        // Others may read it, and nobody else may write.
        func mode(_ path: String) throws -> UInt32? { try scratch.disk.status("\(scratch.path)/\(claim)\(path)")?.mode }
        #expect(try mode("") == 0o755 && mode("/images") == 0o755 && mode("/job.toml") == 0o644)
    }

    @Test func jobFileThatChoosesIsObeyed() throws {
        let source = try source()
        try scratch.write("[model]\nfile = \"checkpoints/epoch1.onnx\"\n", "source/job.toml")
        try bundle.claim(bundle.stage(source, choosesNewest: true, seed: nil), as: 1)
        let files = try scratch.tree("inbox/n@2026-11-24T0300Z.job1.claimed")
        #expect(files["checkpoints/epoch1.onnx.data"] == Data("old weights".utf8))
        #expect(files["job.toml"] == Data("[model]\nfile = \"checkpoints/epoch1.onnx\"\n".utf8))
    }

    @Test func seedIsWrittenWhereThereIsNoJobFile() throws {
        try scratch.write("a,b\n1,2\n", "source/a.csv")
        try bundle.claim(bundle.stage(scratch.path + "/source", choosesNewest: true, seed: 7), as: 1)
        #expect(try scratch.text("inbox/n@2026-11-24T0300Z.job1.claimed/job.toml") == "seed = 7\n")
    }

    @Test func halfMadeCopyIsMadeAnew() throws {
        let source = try source()
        let first = try bundle.stage(source, choosesNewest: true, seed: nil)
        try scratch.disk.writeWhole([1], to: first.path + "/junk")
        let second = try bundle.stage(source, choosesNewest: true, seed: nil)
        #expect(try scratch.disk.status(first.path) == nil && first.path != second.path)
        try bundle.claim(second, as: 1)
        #expect(try scratch.tree("inbox/n@2026-11-24T0300Z.job1.claimed")["junk"] == nil)
        let third = try bundle.stage(source, choosesNewest: true, seed: nil)
        // What a person calls so is no copy of ours.
        try scratch.write("mine", "inbox/.n@2026-11-24T0300Z.scheduled/a.csv")
        #expect(try ScheduledBundle.discardAll(for: scratch.place) == [])
        #expect(try scratch.disk.status(third.path) == nil)
        #expect(
            try scratch.names("inbox") == [".n@2026-11-24T0300Z.scheduled", "n@2026-11-24T0300Z.job1.claimed"])
        #expect(try scratch.names("work/schedules") == [])
    }

    /// Somebody who may write in the inbox puts his own folder, or a link, in the copy's place: it is neither claimed nor deleted.
    @Test(arguments: [false, true]) func aCopyThatIsExchanged(isLink: Bool) throws {
        try scratch.write("another's", "other/file")
        let staged = try bundle.stage(source(), choosesNewest: true, seed: nil)
        try scratch.disk.rename(staged.path, to: scratch.inbox + "/.away")
        if isLink {
            #expect(symlink(scratch.path + "/other", staged.path) == 0)
        } else {
            try scratch.disk.rename(scratch.path + "/other", to: staged.path)
        }
        let failure = #expect(throws: Failure.self) { try bundle.claim(staged, as: 1) }
        #expect(failure?.code == "changes" && failure?.kind == .environment)
        #expect(try ScheduledBundle.discardAll(for: scratch.place) == [])
        #expect(try scratch.text(isLink ? "other/file" : "inbox/n@2026-11-24T0300Z.job1.claimed/file") == "another's")
    }

    /// Room is wanted for what is copied, not for the checkpoints that are passed over.
    @Test func roomIsMeasuredBefore() throws {
        let source = try source()
        let tree = try LocalDisk().beneath(source)
        let wanted = try TreeCopy(of: tree) { !$0.hasSuffix(".onnx") }.bytes(source)
        let all = try TreeCopy(of: tree).bytes(source)
        #expect(wanted > 0 && wanted < all)
        let failure = #expect(throws: Failure.self) {
            try bundle.stage(source, choosesNewest: true, seed: nil, reserve: .max)
        }
        #expect(failure?.code == "disk-full" && failure?.kind == .environment)
        #expect(try scratch.names("inbox") == [])
    }

    /// A file that is written while it is copied is copied again at the next try.
    @Test func aFileThatChangesIsNotTaken() throws {
        let source = try source()
        let disk = FaultyDisk()
        disk.onRead("a.png") {
            try? Data("longer than it was".utf8).write(to: URL(fileURLWithPath: source + "/images/a.png"))
        }
        let staged = ScheduledBundle(name: "n@2026-11-24T0300Z", inbox: scratch.place, disk: disk)
        let failure = #expect(throws: Failure.self) { try staged.stage(source, choosesNewest: true, seed: nil) }
        #expect(failure?.code == "source-changes" && failure?.kind == .environment)
        _ = try bundle.stage(source, choosesNewest: true, seed: nil)
    }

    /// At each look a folder becomes a link to what the source's owner may not read; uaed may.
    @Test(arguments: 1...3) func aFolderThatBecomesALink(_ look: Int) throws {
        let source = try source()
        try scratch.write("secret", "secret/a.png")
        try scratch.write("secret", "secret/b.png")
        let (images, secret) = (source + "/images", scratch.path + "/secret")
        let disk = FaultyDisk()
        disk.onLook("images", time: look) {
            try? FileManager.default.moveItem(atPath: images, toPath: images + ".away")
            try? FileManager.default.createSymbolicLink(atPath: images, withDestinationPath: secret)
        }
        let staged = ScheduledBundle(name: "n@2026-11-24T0300Z", inbox: scratch.place, disk: disk)
        let failure = #expect(throws: Failure.self) { try staged.stage(source, choosesNewest: true, seed: nil) }
        #expect(
            failure?.kind == .environment && ["link", "not-found"].contains(failure?.code),
            "\(String(describing: failure))")
        try expectNoSecret()
        let again = #expect(throws: Failure.self) { try bundle.stage(source, choosesNewest: true, seed: nil) }
        #expect(again?.code == "not-a-file" && again?.kind == .refused)
    }

    /// What is copied is what was looked at, and it belongs to whom it must.
    @Test func anothersFolder() throws {
        let source = try source()
        let failure = #expect(throws: Failure.self) {
            try bundle.stage(source, of: geteuid() + 1, choosesNewest: true, seed: nil)
        }
        #expect(failure?.code == "not-permitted" && failure?.file == source)
        #expect(try scratch.names("inbox") == [])
        #expect(try bundle.stage(source, of: geteuid(), choosesNewest: true, seed: nil).owner == geteuid())
    }

    /// In the copy it would be uaed's own file, and nobody would know any more whose it was.
    @Test(.enabled(if: geteuid() == 0)) func hardLinksToAnothersFile() throws {
        let source = try source()
        try scratch.write("secret", "secret.png")
        #expect(chown(scratch.path + "/secret.png", 4711, 4711) == 0)
        #expect(link(scratch.path + "/secret.png", source + "/images/b.png") == 0)
        let failure = #expect(throws: Failure.self) { try bundle.stage(source, choosesNewest: true, seed: nil) }
        #expect(failure?.code == "hard-link" && failure?.file == source + "/images/b.png")
        try expectNoSecret()
        // Of one's own they are no danger.
        #expect(chown(scratch.path + "/secret.png", 0, 0) == 0)
        _ = try bundle.stage(source, choosesNewest: true, seed: nil)
    }

    private func expectNoSecret() throws {
        #expect(try scratch.tree("inbox").values.allSatisfy { $0 != Data("secret".utf8) })
    }

    /// Put in a file's place between the last look at it and its reading.
    @Test(.enabled(if: geteuid() == 0)) func aFileThatBecomesAHardLink() throws {
        let source = try source()
        let (file, secret) = (source + "/images/a.png", scratch.path + "/secret.png")
        try scratch.write("secret", "secret.png")
        #expect(chown(secret, 4711, 4711) == 0)
        let disk = FaultyDisk()
        disk.onLook("a.png", time: 4) { if unlink(file) == 0 { link(secret, file) } }
        let staged = ScheduledBundle(name: "n@2026-11-24T0300Z", inbox: scratch.place, disk: disk)
        let failure = #expect(throws: Failure.self) { try staged.stage(source, choosesNewest: true, seed: nil) }
        #expect(failure?.code == "hard-link" && failure?.file == file, "\(String(describing: failure))")
        try expectNoSecret()
    }

    /// With a seed of the tick's own it is not copied but written anew: what it says must be the person's all the same.
    @Test(arguments: [7, nil]) func jobFilesThatAreNoFiles(_ seed: Int?) throws {
        let source = try source()
        let file = source + "/job.toml"
        try FileManager.default.moveItem(atPath: file, toPath: scratch.path + "/job.toml")
        #expect(symlink(scratch.path + "/job.toml", file) == 0)
        let failure = #expect(throws: Failure.self) { try bundle.stage(source, choosesNewest: true, seed: seed) }
        #expect(failure?.code == "not-a-file" && failure?.kind == .refused && failure?.file == file)
    }

    @Test(.enabled(if: geteuid() == 0, "makes another user's file"), arguments: [7, nil])
    func jobFilesOfOthers(_ seed: Int?) throws {
        let source = try source()
        let file = source + "/job.toml"
        try FileManager.default.moveItem(atPath: file, toPath: scratch.path + "/job.toml")
        #expect(link(scratch.path + "/job.toml", file) == 0 && chown(file, 4711, 4711) == 0)
        let link = #expect(throws: Failure.self) { try bundle.stage(source, choosesNewest: true, seed: seed) }
        #expect(link?.code == "hard-link" && link?.file == file)
    }

    @Test func linksAndMissingFoldersAreRefused() throws {
        let source = try source()
        try FileManager.default.createSymbolicLink(
            atPath: source + "/images/b.png", withDestinationPath: "/etc/passwd")
        let link = #expect(throws: Failure.self) { try bundle.stage(source, choosesNewest: true, seed: nil) }
        #expect(link?.code == "not-a-file" && link?.kind == .refused)
        let gone = #expect(throws: Failure.self) { try bundle.stage("/nowhere", choosesNewest: true, seed: nil) }
        #expect(gone?.code == "no-source")
    }

    @Test(arguments: [
        ("", "seed = 1\n"), ("seed=5", "seed = 1\n"), ("\"seed\" = 5\nforce = true\n", "seed = 1\nforce = true\n"),
        ("[options]\nseed = 5\n", "seed = 1\n[options]\nseed = 5\n"),
    ])
    func seedIsReplaced(_ before: String, _ after: String) {
        #expect(JobFileText(before).with(seed: 1).text == after)
    }
}
