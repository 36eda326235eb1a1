// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonCore
@testable import JobRecords
@testable import Jobs

/// The watcher with its real `uaed-watch`.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WatcherTests {
    @Test func filesFoldersAndNewNestedFolders() async throws {
        let watched = try await Watched(prepare: { try $0.folder("inbox/old/deep") })
        try watched.scratch.file("inbox/loose.csv", "a")
        try await watched.expect(watched.changed("loose.csv"))
        try watched.scratch.file("inbox/old/deep/a.png", "a")
        try await watched.expect(watched.changed("old"))
        try watched.scratch.folder("inbox/new/a/b/c")
        try await watched.expect(watched.changed("new"))
        // Only a watch on the new, nested folder can tell of a file that is written in it later.
        try await watched.watches(3 + 4)
        try watched.scratch.file("inbox/new/a/b/c/late.png", "a")
        try await watched.expect(watched.changed("new"))
    }

    /// A file that is written again keeps its name: only what is told of it differs.
    @Test func entriesThatChangeInPlace() async throws {
        let watched = try await Watched(prepare: { try $0.file("inbox/data.csv", "a") })
        try watched.scratch.file("inbox/data.csv", "longer")
        try await watched.expect(watched.changed("data.csv"))
        try FileManager.default.removeItem(atPath: watched.inbox + "/data.csv")
        try await watched.expect(watched.changed("data.csv"))
    }

    /// The watcher looks as soon as something comes, so that a scan later knows which folders were copies under way.
    @Test func onlyWholeRenamesAreRenamedIn() async throws {
        let watched = try await Watched()
        func isWhole(_ name: String) throws -> Bool { try watched.looks.look { .now }.whole.contains(Array(name.utf8)) }
        // submit: copied under a dot-name, renamed in the inbox.
        try watched.scratch.folder("inbox/.copying")
        try await watched.until("a look at .copying") { [looks = watched.looks] in looks.isCopying(".copying") }
        try watched.rename("inbox/.copying", "inbox/copied")
        try await watched.expect(watched.changed("copied"))
        #expect(try isWhole("copied"))
        // A person renames a folder that may still be filling: no promise.
        try watched.rename("inbox/copied", "inbox/other")
        try await watched.expect(watched.changed("other"))
        #expect(try !isWhole("other"))
        // One with an accent that joins the slash before it is a folder of the inbox like others.
        try watched.scratch.folder("inbox/\u{301}x")
        try await watched.expect(watched.changed("\u{301}x"))
        try watched.rename("inbox/\u{301}x", "inbox/mended")
        try await watched.expect(watched.changed("mended"))
        #expect(try !isWhole("mended"))
    }

    @Test func renamedFoldersKeepTheirWatchesUnderTheirNewName() async throws {
        let watched = try await Watched(prepare: { try $0.folder("inbox/a/b") })
        try watched.rename("inbox/a", "inbox/z.job1.claimed")
        try await watched.expect(watched.changed("z.job1.claimed"))
        try watched.scratch.file("inbox/z.job1.claimed/b/rest.png", "a")
        try await watched.expect(watched.changed("z.job1.claimed"))
        #expect(watched.watcher.watches == 3)
        // A finished claim may stay for ever: it costs no watch.
        try watched.rename("inbox/z.job1.claimed", "inbox/z.job1.done")
        try await watched.expect(watched.changed("z.job1.claimed"))
        try await watched.watches(1)
    }

    /// The library keeps an entry for each deleted folder: too many of them, and its process begins anew, without a pause.
    @Test func deletedFoldersAreDropped() async throws {
        let watched = try await Watched(mostDead: 3)
        let first = watched.watcher.process
        for round in 0..<6 {
            try watched.scratch.folder("inbox/f\(round)/deep")
            try await watched.watches(3)
            try FileManager.default.removeItem(atPath: watched.inbox + "/f\(round)")
            try await watched.watches(1)
        }
        try await watched.expect(.overflow)
        #expect(watched.watcher.process != first && watched.watcher.trouble == nil)
        // It may begin anew once more at this moment: then everything is read afresh.
        try watched.scratch.file("inbox/after.csv", "a")
        try await watched.expect(watched.changed("after.csv"), or: .overflow)
    }

    @Test func symbolicLinksAreNotFollowed() async throws {
        let watched = try await Watched(prepare: { try $0.folder("elsewhere/deep") })
        try FileManager.default.createSymbolicLink(
            atPath: watched.inbox + "/link", withDestinationPath: watched.scratch.path + "/elsewhere")
        try await watched.expect(watched.changed("link"))
        #expect(watched.watcher.watches == 1)
    }

    /// An inbox that is taken away and made again is another folder of the same name.
    @Test func inboxesThatAreMadeAnew() async throws {
        let watched = try await Watched()
        try watched.rename("inbox", "away")
        try watched.scratch.folder("inbox/new")
        watched.watcher.refresh()
        try await watched.watches(2)
        try watched.scratch.file("inbox/new/a.png", "a")
        try await watched.expect(watched.changed("new"))
    }

    /// More events than the kernel's queue holds: the loss is reported, and watching goes on.
    @Test func overflow() async throws {
        let limit = try #require(
            Int(
                String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
                    .trimmingCharacters(in: .newlines)))
        let watched = try await Watched(prepare: { try $0.folder("inbox/many") })
        let process = try #require(watched.watcher.process)
        let folder = watched.inbox + "/many"
        // It stands still, so that the kernel's queue fills. Two events a rename.
        #expect(kill(process, SIGSTOP) == 0)
        _ = FileManager.default.createFile(atPath: folder + "/0", contents: nil)
        for index in 0..<limit { rename("\(folder)/\(index)", "\(folder)/\(index + 1)") }
        #expect(kill(process, SIGCONT) == 0)
        try await watched.expect(.overflow)
        #expect(watched.watcher.process == process)
        try watched.scratch.file("inbox/after.csv", "a")
        try await watched.expect(watched.changed("after.csv"))
    }

    /// Names are nobody's commands, whatever bytes they are made of.
    @Test func hostileNames() async throws {
        let watched = try await Watched()
        let process = watched.watcher.process
        let names: [[UInt8]] = [
            Array("x\nlost\nlook 1\n".utf8), Array("watch 1 2f".utf8), Array("unwatch 1".utf8),
            [0x63, 0x61, 0x66, 0xE9],
            [UInt8](repeating: 0xFF, count: 255), Array(String(repeating: "\n", count: 255).utf8), Array(" ".utf8),
            Array("\u{202E}gnp".utf8), [0x1B, 0x5B, 0x32, 0x4A],
        ]
        for name in names {
            let path = (watched.inbox + "/outer").utf8.map(CChar.init(bitPattern:))
            let inner = path + [0x2F] + name.map(CChar.init(bitPattern:)) + [0]
            _ = mkdir(path + [0], 0o755)
            #expect(mkdir(inner, 0o755) == 0)
            let top = watched.inbox.utf8.map(CChar.init(bitPattern:)) + [0x2F] + name.map(CChar.init(bitPattern:))
            #expect(mkdir(top + [0], 0o755) == 0)
            #expect(mkdir(top + Array("/deep".utf8CString), 0o755) == 0)
        }
        // Those that are UTF-8 are watched in the inbox too, with what lies in them.
        try await watched.watches(2 + names.count + 2 * names.count { String(validating: $0, as: UTF8.self) != nil })
        try watched.scratch.file("inbox/x\nlost\nlook 1\n/deep/a.png", "a")
        try await watched.expect(watched.changed("x\nlost\nlook 1\n"))
        #expect(watched.watcher.process == process)
    }
}
