// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// Which folders are whole by their way into the inbox. Clocks and births are the test's.
@Suite(.timeLimit(.minutes(10))) struct RenamedInTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// A look that takes a tenth of a second, `seconds` after the start. The file system's clock goes an hour behind ours.
    private func look(
        _ seconds: Double, _ folders: [RenamedIn.Folder], step: Double = 0, isComplete: Bool = true,
        device: UInt64? = 1, changed: Double? = nil
    ) -> RenamedIn.Look {
        let (began, ended) = (start + seconds, start + seconds + 0.1)
        return RenamedIn.Look(
            began: .init(steady: began, wall: began + step), ended: .init(steady: ended, wall: ended + step),
            changed: Self.stamp(changed ?? seconds), isComplete: isComplete, device: device, folders: folders)
    }

    private static func stamp(_ seconds: Double) -> Int64 { Int64((1_800_000_000 - 3600 + seconds) * 1e9) }

    /// - Parameter born: seconds after the start; nil: not told.
    private func folder(_ name: String, born: Double?, inode: UInt64 = 7, device: UInt64 = 1) -> RenamedIn.Folder {
        RenamedIn.Folder(
            name: Array(name.utf8),
            status: FileStatus(
                kind: .folder, bytes: 0, inode: inode, device: device, modified: 0, changed: 0, owner: 0, mode: 0o755,
                links: 2, born: born.map(Self.stamp)), isIgnored: name.hasPrefix("."))
    }

    private func names(_ whole: Set<[UInt8]>) -> Set<String> { Set(whole.map { String(decoding: $0, as: UTF8.self) }) }

    @Test func copiesUnderAnIgnoredName() {
        for born in [nil, 1.0] {
            var renamedIn = RenamedIn()
            _ = renamedIn.take(look(1, [folder(".b", born: born)]))
            #expect(names(renamedIn.take(look(1.2, [folder("b", born: born)]))) == ["b"])
            #expect(names(renamedIn.take(look(99, [folder("b", born: born)]))) == ["b"], "it stays so")
            #expect(renamedIn.take(look(100, [folder("c", born: born)])).isEmpty, "under that name alone")
            #expect(renamedIn.take(look(101, [folder("c", born: born)])).isEmpty)
        }
    }

    /// Made elsewhere a minute before, and not there at the last look.
    @Test func foldersThatAreOlderThanTheLastLook() {
        var renamedIn = RenamedIn()
        _ = renamedIn.take(look(0, []))
        #expect(names(renamedIn.take(look(30, [folder("b", born: -60)]))) == ["b"])
        #expect(names(renamedIn.take(look(40, [folder("b", born: -60)]))) == ["b"])
    }

    @Test(arguments: [0.0, -1.9, 15, 30]) func foldersThatMayHaveBeenMadeHere(_ born: Double) {
        var renamedIn = RenamedIn()
        _ = renamedIn.take(look(0, []))
        #expect(renamedIn.take(look(30, [folder("b", born: born)])).isEmpty)
    }

    @Test func whatWasThereBeforeIsNoArrival() {
        var renamedIn = RenamedIn()
        #expect(renamedIn.take(look(0, [folder("b", born: -60)])).isEmpty, "the first look")
        #expect(renamedIn.take(look(30, [folder("c", born: -60)])).isEmpty, "renamed while it may be filling")
        #expect(names(renamedIn.take(look(31, [folder(".c", born: -60)]))).isEmpty, "not even a bundle")
        #expect(names(renamedIn.take(look(32, [folder("c", born: -60)]))) == ["c"])
    }

    /// A listing during which a name changes may miss both names.
    @Test func looksThatMissSomething() {
        var renamedIn = RenamedIn()
        _ = renamedIn.take(look(0, [folder("b", born: -60)]))
        _ = renamedIn.take(look(10, [], isComplete: false))
        #expect(renamedIn.take(look(20, [folder("c", born: -60)])).isEmpty)
        // What was made and renamed between is measured by the last look that missed nothing.
        _ = renamedIn.take(look(30, [], isComplete: false))
        _ = renamedIn.take(look(31, [], isComplete: false))
        #expect(renamedIn.take(look(40, [folder("d", born: 25, inode: 8)])).isEmpty)
    }

    /// Where births say nothing, or clocks were set meanwhile, only what was seen counts.
    @Test func unreliableBirths() {
        func second(_ look: RenamedIn.Look) -> Set<[UInt8]> {
            var renamedIn = RenamedIn()
            _ = renamedIn.take(self.look(0, [], device: look.device))
            return renamedIn.take(look)
        }
        #expect(!second(look(30, [folder("b", born: -60)])).isEmpty)
        #expect(second(look(30, [folder("b", born: nil)])).isEmpty)
        #expect(second(look(30, [folder("b", born: -60)], device: nil)).isEmpty, "a share")
        #expect(second(look(30, [folder("b", born: -60, device: 2)])).isEmpty, "a mount that came")
        for step in [-3600.0, -2, 2, 3600] { #expect(second(look(30, [folder("b", born: -60)], step: step)).isEmpty) }
        #expect(!second(look(30, [folder("b", born: -60)], changed: 0)).isEmpty)
        #expect(second(look(30, [folder("b", born: -60)], changed: -40)).isEmpty, "the inbox changed last long ago")
    }

    /// An inbox that is as it was is not read afresh: its own time says so, once a change would have given it another one.
    @Test func looksThatAreConfirmed() {
        func at(_ seconds: Double) -> RenamedIn.Moment { .init(steady: start + seconds, wall: start + seconds) }
        var renamedIn = RenamedIn()
        let none = renamedIn.isAsBefore(Self.stamp(0), at: at(0))
        #expect(!none, "no look yet")
        _ = renamedIn.take(look(0, [], changed: 0))
        let early = renamedIn.isAsBefore(Self.stamp(0), at: at(5))
        #expect(!early, "a change right after that look would not show")
        _ = renamedIn.take(look(5, [], changed: 0))
        let changed = renamedIn.isAsBefore(Self.stamp(9), at: at(10))
        let same = renamedIn.isAsBefore(Self.stamp(0), at: at(60))
        #expect(!changed && same)
        #expect(names(renamedIn.take(look(61, [folder("b", born: 50), folder("c", born: 59, inode: 8)]))) == ["b"])
    }

    /// On the real disk: one that is copied in, and one that is moved in.
    @Test(
        .enabled("no births are kept on this mount") {
            BirthTimes.areKept(at: FileManager.default.temporaryDirectory.path)
        })
    func realFolders() throws {
        let scratch = try Scratch()
        try scratch.disk.makeFolders(scratch.path + "/made/elsewhere")
        let looks = InboxLooks(scratch.inbox, disk: scratch.disk)
        let born = try #require(try scratch.disk.status(scratch.path + "/made")?.born)
        // A birth cannot be set: the time until it is past beyond doubt is waited for.
        while Date.now.timeIntervalSince1970 < Double(born) / 1e9 + RenamedIn.margin + 0.5 { usleep(10_000) }
        try looks.confirm { .now }
        try scratch.bundle("copied")
        try scratch.disk.rename(scratch.path + "/made", to: scratch.inbox + "/moved")
        #expect(names(try looks.look { .now }.whole) == ["moved"])
    }
}
