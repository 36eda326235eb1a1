// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// However a bundle arrives, it is taken exactly once and complete.
///
/// As root the daemon and the person are two different unprivileged users of one group; otherwise both are the caller.
@Suite(.serialized, .timeLimit(.minutes(30))) struct DropTests {
    let asRoot = geteuid() == 0
    var service: User? { asRoot ? .service : nil }
    var person: User? { asRoot ? .person : nil }

    @Test func copiedFolder() throws {
        let daemon = try TestDaemon("", settle: 0.5, as: service)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("copied")
        try bundles.open(bundle)
        #expect(try run(["/bin/cp", "-r", bundle.path, daemon.inbox.path], as: person).status == 0)
        try expectTakenOnce(daemon, "copied", samples: 6)
    }

    @Test func movedFolder() throws {
        let daemon = try TestDaemon("", settle: 0.5, as: service)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("moved")
        try bundles.open(bundle)
        let staging = daemon.root.appending(path: "moved")
        if let person {
            try run(["/bin/chmod", "2777", daemon.root.path])
            #expect(try run(["/bin/cp", "-r", bundle.path, staging.path], as: person).status == 0)
        } else {
            try FileManager.default.copyItem(at: bundle, to: staging)
        }
        #expect(try run(["/bin/mv", staging.path, daemon.inbox.path], as: person).status == 0)
        try expectTakenOnce(daemon, "moved", samples: 6)
    }

    /// One rename says that it is whole: it is taken long before it would have settled, from a name that is ignored, or from
    /// elsewhere where it lay before the daemon looked last.
    @Test(arguments: [true, false]) func renamedFoldersAreTakenAtOnce(_ isHidden: Bool) throws {
        let daemon = try TestDaemon("rescan = 3600", settle: 120, as: service, start: false)
        let staging = (isHidden ? daemon.inbox : daemon.root).appending(path: ".staging")
        func fill() throws {
            let bundle = try Bundles().mice("b", rows: 20)
            try run(["/bin/cp", "-r", "\(bundle.path)/.", staging.path])
            try run(["/bin/chown", "-R", "--reference=\(daemon.inbox.path)", staging.path])
        }
        try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: false)
        if !isHidden {
            try fill()
            // Births are told to two seconds at worst, and cannot be set.
            usleep(2_500_000)
        }
        try daemon.start()
        if isHidden { try fill() }
        #expect(rename(staging.path, daemon.inbox.appending(path: "whole").path) == 0)
        let job = try daemon.await("whole", ["published", "failed"], within: 60)
        #expect(job.state == "published" && job.object["arrival"] as? String == "renamed-in", "\(job.object)")
    }

    /// A folder that is no bundle yet is never renamed: it waits, `explain` says for what, and it is taken when that comes.
    @Test func foldersWaitForWhatTheyLack() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.5, as: service)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("later")
        let apart = bundles.scratch.appending(path: "conv_torch.onnx")
        try FileManager.default.moveItem(at: bundle.appending(path: "conv_torch.onnx"), to: apart)
        for folder in [bundle, apart] { try bundles.open(folder) }
        let inbox = daemon.inbox.path
        #expect(try run(["/bin/cp", "-r", bundle.path, inbox], as: person).status == 0)
        #expect(try run(["/bin/mkdir", inbox + "/New folder"], as: person).status == 0)
        #expect(try run(["/bin/cp", "-r", bundle.path, inbox + "/#recycle"], as: person).status == 0)
        for (name, state) in [("later", "waiting-for-checkpoint"), ("New folder", "waiting-for-dataset")] {
            try daemon.until("\(name) waits") { try daemon.ctl("explain", "\(inbox)/\(name)").output.contains(state) }
        }
        #expect(try daemon.ctl("explain", inbox + "/#recycle").output.contains("ignored"))
        #expect(try daemon.jobs().isEmpty)
        #expect(try run(["/bin/cp", apart.path, inbox + "/later/model.onnx"], as: person).status == 0)
        let job = try daemon.await("later", ["published", "failed"])
        #expect(job.state == "published", "\(job.object)")
        let names = try FileManager.default.contentsOfDirectory(atPath: inbox)
        #expect(Set(names) == ["New folder", "#recycle", "later.job\(job.number).done"], "\(names)")
    }

    /// Endings in capitals, and an IDX set: dropped loose and submitted, a bundle has the same name.
    @Test func looseFilesOfAnyCase() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.5, as: service)
        let bundles = try Bundles()
        let table = try bundles.mice("mice", rows: 20)
        let checkpoint = Programs.checkpoint("conv_torch.onnx").path
        let digits = bundles.scratch.appending(path: "Digits-Images.IDX3-ubyte")
        try Self.idx.write(to: digits)
        for file in [table, digits] { try bundles.open(file) }
        let drops = [
            (table.path + "/mice_torch.onnx", "DATA.ONNX"), (table.path + "/job.toml", "DATA.JOB.TOML"),
            (table.path + "/mice.csv", "DATA.CSV"), (checkpoint, "Digits.Onnx"),
            (table.path + "/job.toml", "Digits.job.toml"), (digits.path, "Digits-Images.IDX3-ubyte"),
        ]
        for (source, name) in drops { try run(["/bin/cp", source, daemon.inbox.path + "/" + name]) }
        for (name, samples) in [("DATA", 20), ("Digits", 3)] {
            let job = try daemon.await(name, ["published", "failed"])
            #expect(job.state == "published" && job.summary?["samples"] as? Int == samples, "\(job.object)")
        }
        let submitted = try daemon.ctl("submit", digits.path, checkpoint)
        #expect(submitted.status == 0 && submitted.output.contains("Digits"), "\(submitted)")
        try daemon.until("both are jobs of one name") {
            try daemon.jobs().count { $0.object["name"] as? String == "Digits" } == 2
        }
    }

    /// Three images of 28×28 pixels.
    private static let idx =
        Data([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]) + Data((0..<3 * 784).map { UInt8($0 * 7 % 251) })

    /// One file every half second, the checkpoint first: it looks like a bundle for longer than it has to be quiet, long before it
    /// is complete.
    @Test func slowCopy() throws {
        let slow = try TestDaemon("rescan = 1", settle: 1, as: service)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("slow", images: 6)
        try bundles.open(bundle)
        let target = slow.inbox.appending(path: "slow")
        let files = try FileManager.default.subpathsOfDirectory(atPath: bundle.path).sorted()
        let plain = files.filter { !$0.hasPrefix("images") } + files.filter { $0.hasSuffix(".png") }
        let script = plain.map { path -> String in
            let folder = (target.appending(path: path).path as NSString).deletingLastPathComponent
            return "mkdir -p '\(folder)' && cp '\(bundle.path)/\(path)' '\(target.path)/\(path)'"
        }.joined(separator: " && sleep 0.5 && ")
        #expect(try run(["/bin/sh", "-c", script], as: person).status == 0)
        try expectTakenOnce(slow, "slow", samples: 6)
    }

    @Test func copiedWhileTheDaemonIsDown() throws {
        let daemon = try TestDaemon("", settle: 0.5, as: service, start: false)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("early")
        try bundles.open(bundle)
        #expect(try run(["/bin/cp", "-r", bundle.path, daemon.inbox.path], as: person).status == 0)
        try daemon.start()
        try expectTakenOnce(daemon, "early", samples: 6)
    }

    /// A loose table waits for its checkpoint; together they are one job.
    @Test func looseFiles() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.5, as: service)
        let bundles = try Bundles()
        let folder = try bundles.mice("loose", rows: 40)
        try bundles.open(folder)
        func drop(_ file: String, as name: String) throws {
            let target = daemon.inbox.appending(path: name).path
            #expect(try run(["/bin/cp", folder.appending(path: file).path, target], as: person).status == 0)
        }
        try drop("job.toml", as: "data.job.toml")
        try drop("mice.csv", as: "data.csv")
        let path = daemon.inbox.appending(path: "data.csv").path
        let deadline = Date.now + 20
        var explained = try daemon.ctl("explain", path)
        while !explained.output.contains("checkpoint"), Date.now < deadline {
            usleep(200_000)
            explained = try daemon.ctl("explain", path)
        }
        #expect(explained.output.contains("checkpoint"), "\(explained)")
        #expect(try daemon.jobs().isEmpty)
        try drop("mice_torch.onnx", as: "data.onnx")
        try expectTakenOnce(daemon, "data", samples: 40)
    }

    /// What uaed cannot read is reported with the line that mends it, and taken once it is mended.
    @Test(.enabled(if: geteuid() == 0, "needs two users"))
    func unreadableFolder() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.5, as: service)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("private")
        try bundles.open(bundle)
        var closed = User.person
        closed.umask = "077"
        #expect(try run(["/bin/cp", "-r", bundle.path, daemon.inbox.path], as: closed).status == 0)
        let target = daemon.inbox.appending(path: "private").path
        let deadline = Date.now + 20
        var explained = try daemon.ctl("explain", target)
        while !explained.output.contains("chmod"), Date.now < deadline {
            usleep(200_000)
            explained = try daemon.ctl("explain", target)
        }
        #expect(explained.output.contains("chmod"), "\(explained)")
        #expect(try daemon.jobs().isEmpty)
        #expect(try run(["/bin/chmod", "-R", "g+rX", target], as: person).status == 0)
        try expectTakenOnce(daemon, "private", samples: 6)
    }

    /// What `uaectl submit` brings is its owner's alone to change, and goes all the same when inputs are cleaned up.
    @Test(.enabled(if: geteuid() == 0, "needs three users"))
    func submittedFolder() throws {
        // The group that every Debian has: a daemon knows its members by name.
        func user(_ uid: UInt32, umask: String = "077") -> User { User(uid: uid, gid: 100, umask: umask) }
        let daemon = try TestDaemon("group = \"users\"\nrescan = 1", as: user(User.service.uid, umask: "002"))
        let bundles = try Bundles()
        let bundle = try bundles.mice("submitted")
        try bundles.open(bundle)
        let said = try run(
            [Programs.path("uaectl"), "submit", bundle.path], environment: ["UAED_SOCKET": daemon.socket],
            as: user(User.person.uid))
        #expect(said.status == 0, "\(said)")
        let job = try daemon.await("submitted", ["published", "failed"])
        #expect(job.state == "published", "\(job.object)")
        let input = daemon.inbox.appending(path: "submitted.job\(job.number).done").path
        let other = user(User.person.uid + 1)
        for change in ["echo x >> '\(input)/job.toml'", "rm '\(input)/mice.csv'", "touch '\(input)/new'"] {
            #expect(try run(["/bin/sh", "-c", change], as: other).status != 0, "\(change)")
        }
        let isDeletable = !said.errors.contains("access control lists")
        #expect((try daemon.ctl("clean", "--older-than", "0s").status == 0) == isDeletable)
        #expect(FileManager.default.fileExists(atPath: input) != isDeletable)
    }

    @Test(.enabled(if: geteuid() == 0, "needs two users"))
    func stickyInboxIsRefusedAtStart() throws {
        let daemon = try TestDaemon("", settle: 0.5, as: service, start: false)
        #expect(chmod(daemon.inbox.path, 0o3777) == 0)
        let started = try run(
            [Programs.path("uaed"), "--config", daemon.root.appending(path: "uaed.toml").path], as: service, within: 20)
        #expect(started.status == 78, "\(started)")
        #expect(started.errors.contains("chmod") && started.errors.contains(daemon.inbox.path), "\(started)")
    }

    private func expectTakenOnce(_ daemon: TestDaemon, _ name: String, samples: Int) throws {
        let job = try daemon.await(name, ["published", "failed", "failed(refused)", "failed(error)"])
        #expect(job.state == "published", "\(job.object)")
        #expect(job.summary?["samples"] as? Int == samples)
        #expect(try daemon.jobs().count == 1)
        let left = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path)
        #expect(left == ["\(name).job\(job.number).done"])
        let result = daemon.outbox.appending(path: name)
        let checked = try run(
            ["/usr/bin/sha256sum", "--quiet", "-c", "manifest-sha256.txt"], as: person, directory: result)
        #expect(checked.status == 0, "\(checked)")
        if person != nil {
            #expect(
                try run(["/bin/rm", "-r", result.path], as: person).status == 0, "the person can delete the result")
        }
    }
}
