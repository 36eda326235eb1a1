// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

/// The real disk, with what callers tell apart.
@Suite(.timeLimit(.minutes(10))) struct DiskTests {
    let disk = LocalDisk()
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "durability-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    @Test func writeDurablyReplacesWholeFiles() throws {
        let file = folder + "/plan.json"
        try disk.writeDurably(Array("one".utf8), to: file)
        try disk.writeDurably(Array("second".utf8), to: file)
        #expect(try disk.contents(of: file) == Array("second".utf8))
        #expect(try disk.names(in: folder) == ["plan.json"])
        // What a crash left of an earlier attempt is no obstacle.
        _ = FileManager.default.createFile(atPath: folder + "/.plan.json.tmp", contents: Data("half".utf8))
        try disk.writeDurably(Array("third".utf8), to: file)
        #expect(try disk.contents(of: file) == Array("third".utf8))
        #expect(try disk.names(in: folder) == ["plan.json"])
    }

    /// A stranger's folder where the temporary file belongs; a name that is as long as names may be.
    @Test func writeDurablyFindsAPlaceForItsTemporary() throws {
        try disk.makeFolders(folder + "/.x.json.tmp/inner")
        try disk.writeDurably(Array("one".utf8), to: folder + "/x.json")
        #expect(try disk.names(in: folder) == [".x.json.tmp", "x.json"])
        for attempt in 1..<8 { try disk.makeFolder(folder + "/.x.json-\(attempt).tmp") }
        #expect(code { try disk.writeDurably(Array("two".utf8), to: folder + "/x.json") } == "exists")
        #expect(try disk.contents(of: folder + "/x.json") == Array("one".utf8))
        let long = String(repeating: "n", count: 255)
        try disk.writeDurably(Array("three".utf8), to: folder + "/" + long)
        #expect(try disk.contents(of: folder + "/" + long) == Array("three".utf8))
    }

    @Test func renameNeverReplaces() throws {
        try disk.makeFolder(folder + "/a")
        try disk.makeFolder(folder + "/b")
        #expect(code { try disk.rename(folder + "/a", to: folder + "/b") } == "exists")
        #expect(code { try disk.rename(folder + "/none", to: folder + "/c") } == "not-found")
        try disk.rename(folder + "/a", to: folder + "/c")
        #expect(try disk.names(in: folder) == ["b", "c"])
    }

    @Test func whatIsNotThere() throws {
        #expect(try disk.status(folder + "/none") == nil)
        #expect(try disk.read(folder + "/none", from: 0, atMost: 10) == nil)
        #expect(try disk.contents(of: folder + "/none/deeper") == nil)
        #expect(code { _ = try disk.names(in: folder + "/none") } == "not-found")
        #expect(code { try disk.makeFolder(folder + "/none/deeper") } == "not-found")
        try disk.removeTree(folder + "/none")
    }

    @Test func readsPartsAndRefusesWhatIsTooLarge() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let file = folder + "/large"
        try disk.writeDurably(bytes, to: file)
        #expect(try disk.read(file, from: 99_990, atMost: 100) == Array(bytes[99_990...]))
        #expect(try disk.read(file, from: 5, atMost: 3) == Array(bytes[5..<8]))
        #expect(try disk.read(file, from: 200_000, atMost: 3) == [])
        #expect(code { _ = try disk.contents(of: file, limit: 99_999) } == "too-large")
    }

    /// Below a folder no look follows a link, and its place in the tree does not matter any more.
    @Test func looksBeneathAFolder() throws {
        let root = folder + "/root"
        for path in ["/root/inner", "/outside"] { try disk.makeFolders(folder + path) }
        // An accent, which Unicode puts on the slash.
        let files = ["/inner/a", "/\u{301}b", "/inner/\u{e9}"]
        for file in files { try disk.writeDurably(Array(file.utf8), to: root + file) }
        try disk.writeDurably([1], to: folder + "/outside/secret")
        #expect(symlink(folder + "/outside", root + "/away") == 0)
        #expect(symlink("inner/a", root + "/link") == 0)
        let tree = try disk.beneath(root)
        for file in files {
            #expect(try tree.contents(of: root + file) == Array(file.utf8))
            #expect(try tree.status(root + file) == disk.status(root + file))
        }
        #expect(try tree.status(root)?.kind == .folder)
        for _ in 0..<2 { #expect(try tree.listing(of: root) == disk.listing(of: root)) }
        #expect(try tree.names(in: root + "/inner") == ["a", "\u{e9}"])
        for link in ["/away", "/link"] {
            #expect(try tree.status(root + link)?.kind == .link)
            #expect(code { _ = try tree.contents(of: root + link) } == "link")
        }
        // Component by component, where openat2 is not there, it is no folder.
        #expect(["link", "not-found"].contains(code { _ = try tree.names(in: root + "/away") }))
        #expect((try? tree.contents(of: root + "/away/secret")) == nil)
        #expect(try tree.status(root + "/away/secret") == nil)
        for path in ["\(root)/../outside/secret", "\(folder)/outside/secret", "\(root)/none"] {
            #expect(try tree.status(path) == nil && tree.contents(of: path) == nil, "\(path)")
        }
        try disk.rename(root, to: folder + "/moved")
        try disk.makeFolders(root + "/inner")
        #expect(try tree.contents(of: root + files[0]) == Array(files[0].utf8))
        #expect(code { _ = try disk.beneath(folder + "/moved/away") } != nil)
        #expect(code { _ = try disk.beneath(folder + "/none") } == "not-found")
    }

    /// A full disk is told apart from everything else: /dev/full answers every write with ENOSPC.
    @Test func fullDisk() throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "/dev/full")
        #expect(code { _ = try disk.createFile(folder + "/link") } == "exists", "links are not followed")
        #expect(try disk.status(folder + "/link")?.kind == .link)
        #expect(try disk.freeSpace(at: folder).bytes > 0)
    }

    @Test func locksAreExclusiveAndEndWithTheirHolder() throws {
        let path = folder + "/lock"
        var first = try disk.lock(path)
        #expect(first != nil)
        #expect(try disk.lock(path) == nil)
        first = nil
        #expect(try disk.lock(path) != nil)
    }

    @Test func foldersAndTrees() throws {
        try disk.makeFolders(folder + "/x/y/z")
        try disk.makeFolders(folder + "/x/y/z")
        try disk.writeDurably([1], to: folder + "/x/y/z/file")
        try FileManager.default.createSymbolicLink(atPath: folder + "/x/link", withDestinationPath: folder)
        #expect(code { try disk.removeFolder(folder + "/x") } == "exists")
        try disk.removeTree(folder + "/x")
        #expect(try disk.names(in: folder) == [], "a link is removed, not what it points to")
        #expect(code { try disk.makeFolders("/proc/uaed/x") } != nil)
    }

    /// What is called by bytes that are no text goes too, and nothing that a link among it points to.
    @Test func removesNamesThatAreNotUTF8() throws {
        try disk.makeFolders(folder + "/x/y")
        try disk.makeFolders(folder + "/kept")
        try disk.writeDurably([1], to: folder + "/kept/file")
        let script = """
            cd "$0/x/y" && printf x > "$(printf 'caf\\351.png')" && d="$(printf 'd\\377')" && mkdir -p "$d/deeper/$d" &&
            printf x > "$d/deeper/$d/plain" && ln -s ../../../kept "$d/link" && ln -s "$0/kept" "$(printf 'l\\376')"
            """
        let shell = try Process.run(URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", script, folder])
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        #expect(try disk.listing(of: folder + "/x/y").foreign == ["caf\\xe9.png", "d\\xff", "l\\xfe"])
        try disk.removeTree(folder + "/x")
        #expect(try disk.names(in: folder) == ["kept"])
        #expect(try disk.names(in: folder + "/kept") == ["file"])
    }

    /// FIPS 180-4's examples.
    @Test func sha256() {
        #expect(
            SHA256Hasher.digest(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        var hasher = SHA256Hasher()
        hasher.update(Array("a".utf8)[...])
        hasher.update(Array("xbcx".utf8)[1...2])
        #expect(hasher.finished == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    /// A link in the place of a folder is removed, and what it points to stays; whatever the names are.
    @Test func removingATreeFollowsNoLink() throws {
        try disk.makeFolders(folder + "/tree/inner")
        try disk.makeFolders(folder + "/elsewhere")
        try disk.writeDurably([1], to: folder + "/elsewhere/kept")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/tree/inner/link", withDestinationPath: folder + "/elsewhere")
        let odd: [CChar] = Array((folder + "/tree/inner/caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0]
        #expect(mkdir(odd, 0o755) == 0)
        try disk.removeTree(folder + "/tree")
        #expect(try disk.status(folder + "/tree") == nil)
        #expect(try disk.contents(of: folder + "/elsewhere/kept") == [1])
        try disk.removeTree(folder + "/tree")
        try disk.removeTree(folder + "/nowhere/tree")
    }

    /// Deeper than a process has descriptors for: it is removed, and never published.
    @Test func deepTrees() throws {
        try Self.makeDeep("tree", in: folder)
        let held = try #require(try disk.hold(folder + "/tree"))
        #expect(code { try held.openUp(ResultAccess(folderMode: 0o755, fileMode: 0o644)) } == "not-publishable")
        try held.empty()
        #expect(try disk.names(in: folder + "/tree") == [])
        try disk.removeTree(folder + "/tree")
        #expect(try disk.status(folder + "/tree") == nil)
    }

    /// 1500 folders, one in the other: a path to the innermost is longer than a path may be.
    private static func makeDeep(_ name: String, in folder: String) throws {
        var current = open(folder, O_RDONLY | O_DIRECTORY)
        for name in [name] + Array(repeating: "d", count: 1500) {
            try #require(mkdirat(current, name, 0o755) == 0)
            let next = openat(current, name, O_RDONLY | O_DIRECTORY)
            close(current)
            current = next
        }
        close(current)
    }
}
