// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CLinux
import Foundation
import Testing

/// What is made, opened up, renamed and removed beneath an open folder never lies anywhere else.
@Suite(.timeLimit(.minutes(10))) struct OpenFolderTests {
    private let root: String
    private let folder: OpenFolder

    init() throws {
        var template = Array("/tmp/ub-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        folder = try OpenFolder(at: root)
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: root + "/" + path, atomically: false, encoding: .utf8)
    }

    private func mode(_ path: String) throws -> UInt32? { try folder.status(of: path)?.mode }

    @Test func whatIsMadeIsPrivate() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        #expect(chmod(root, 0o2775) == 0)
        let inner = try folder.makeFolder("inner")
        try inner.makeFile("file").close()
        #expect(try mode("inner") == 0o2700 && mode("inner/file") == 0o600)
        #expect(code { _ = try folder.makeFolder("inner") } == "exists")
        #expect(code { _ = try inner.makeFile("file") } == "exists")
        try inner.setMode(0o755)
        #expect(try mode("inner") == 0o755)
    }

    /// Another's folder, or one that others may enter, or one with something in it, in the place of what was made a moment ago.
    @Test(arguments: ["open", "full", "link"]) func whatIsExchangedBeforeItIsOpened(_ kind: String) throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let other = root + "/other"
        #expect(mkdir(other, kind == "open" ? 0o755 : 0o700) == 0)
        if kind == "full" { try write("x", "other/file") }
        let path = root
        let watched = try OpenFolder(at: root) { operation in
            guard operation == FolderOperation(.open, path + "/made") else { return }
            #expect(rmdir(path + "/made") == 0)
            if kind == "link" {
                #expect(symlink(other, path + "/made") == 0)
            } else {
                #expect(rename(other, path + "/made") == 0)
            }
        }
        let expected = kind == "link" ? ["not-found", "link"] : ["exchanged"]
        #expect(expected.contains(try #require(code { _ = try watched.makeFolder("made") })))
    }

    /// Nothing leads out, and no link is followed: not in the middle of a path, nor at its end.
    @Test func links() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        for name in ["in", "out", "out/deep"] { #expect(mkdir(root + "/" + name, 0o700) == 0) }
        try write("secret", "out/file")
        #expect(symlink("../out", root + "/in/link") == 0 && symlink("../out/file", root + "/in/file-link") == 0)
        let inner = try folder.folder("in")
        for path in ["link", "link/deep", "../out"] {
            #expect(code { _ = try inner.folder(path) } != nil, "\(path)")
        }
        for path in ["link/file", "file-link", "../out/file"] {
            #expect(code { _ = try inner.file(path) } != nil, "\(path)")
            #expect(try inner.status(of: path).map { $0.kind == .link } ?? true, "\(path)")
            _ = code { try inner.setMode(of: path) { $0.kind == .link ? nil : 0o777 } }
        }
        #expect(try mode("out") == 0o700 && mode("out/file") == 0o644)
        try folder.removeTree("in")
        #expect(try folder.names() == ["out"] && folder.folder("out").names() == ["deep", "file"])
    }

    @Test func renameNeverReplaces() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let (a, b) = (try folder.makeFolder("a"), try folder.makeFolder("b"))
        for inner in [a, b] { try inner.makeFile("file").close() }
        #expect(code { try a.rename("file", to: b, as: "file") } == "exists")
        try a.rename("file", to: b, as: "second")
        #expect(try a.names() == [] && b.names() == ["file", "second"])
        try b.empty()
        #expect(try b.names() == [] && folder.names() == ["a", "b"])
    }

    /// A FIFO where a file was is not waited for.
    @Test func files() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        #expect(mkfifo(root + "/pipe", 0o600) == 0)
        #expect(code { _ = try folder.file("pipe") } == "refused")
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try Data(bytes).write(to: URL(fileURLWithPath: root + "/large"))
        let copy = try folder.makeFile("copy")
        try folder.file("large").copy(to: copy)
        try copy.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: root + "/copy")) == Data(bytes))
    }

    /// A name says nothing: the object is the same under another one, and another under the same.
    @Test func identity() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let first = try folder.makeFolder("a")
        let identity = try first.identity()
        try folder.rename("a", to: folder, as: "b")
        #expect(try folder.identity(of: "b") == identity && folder.identity(of: "a") == nil)
        #expect(first.place() == folder.place().map { $0 + "/b" })
        _ = try folder.makeFolder("a")
        #expect(try folder.identity(of: "a") != identity)
    }

    /// Rights for one user: the mode's group stays without the right to write, and so does everybody else who is named.
    @Test(.enabled("the mount keeps no access control lists") { try keepsLists() }) func grant() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let inner = try folder.makeFolder("inner")
        try inner.setMode(0o755)
        try inner.grant(64_010)
        try inner.grant(64_011)
        try inner.grant(64_010)
        #expect(rights(inner) == [[1, 7], [2, 7, 64_010], [2, 5, 64_011], [4, 5], [16, 7], [32, 5]])
        try inner.revoke()
        #expect(inner.accessList == [])
    }

    private static func keepsLists() throws -> Bool {
        let tests = try OpenFolderTests()
        defer { try? FileManager.default.removeItem(atPath: tests.root) }
        do {
            try tests.folder.makeFolder("inner").grant(64_010)
            return true
        } catch let failure as Failure where failure.code == "not-supported" {
            return false
        }
    }

    /// Tag, rights and, where it has one, user of each entry (linux/posix_acl_xattr.h).
    private func rights(_ folder: OpenFolder) -> [[Int]] {
        let bytes = folder.accessList
        return stride(from: 4, to: bytes.count, by: 8).map { place in
            let parts = (0..<8).map { Int(bytes[place + $0]) }
            let user = (0..<4).reduce(0) { $0 | parts[4 + $1] << (8 * $1) }
            let entry = [parts[0] | parts[1] << 8, parts[2] | parts[3] << 8]
            return user == 0xFFFF_FFFF ? entry : entry + [user]
        }
    }
}
