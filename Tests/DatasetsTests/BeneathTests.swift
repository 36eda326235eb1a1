// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Datasets
import Foundation
import Testing

/// Nothing that is opened inside a bundle lies outside of it.
@Suite(.timeLimit(.minutes(10))) struct BeneathTests {
    typealias Open = @Sendable (Int32, String, Int32) -> Int32
    /// With openat2(2), and as where the kernel has none.
    static let ways: [Open] = [{ uaed_open_beneath($0, $1, $2) }, { uaed_open_by_components($0, $1, $2) }]

    @Test(arguments: [0, 1]) func linksAndDotsLeadNowhere(_ way: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("bundle/deep/a.png", [1])
        try folder.write("secret", "x")
        let bundle = folder.path + "/bundle"
        try FileManager.default.createSymbolicLink(atPath: bundle + "/link", withDestinationPath: "../secret")
        try FileManager.default.createSymbolicLink(atPath: bundle + "/far", withDestinationPath: "deep")
        let root = open(bundle, O_RDONLY | O_DIRECTORY)
        defer { close(root) }
        func error(_ path: String) -> Int32 {
            let descriptor = Self.ways[way](root, path, O_RDONLY)
            if descriptor >= 0 { close(descriptor) }
            return descriptor >= 0 ? 0 : -descriptor
        }
        #expect(error("deep/a.png") == 0)
        #expect(error("deep/b.png") == ENOENT)
        #expect(error("link") == ELOOP)
        #expect([ELOOP, ENOTDIR].contains(error("far/a.png")))
        #expect(error("../secret") == EXDEV)
        #expect(error(String(repeating: "n", count: 256)) == ENAMETOOLONG)
    }

    /// é as one letter, and as e with an accent.
    @Test func namesThatReadTheSameAreRefused() throws {
        let folder = try TemporaryFolder()
        for name in ["\u{E9}.png", "e.png"] { close(creat(folder.path + "/" + name, 0o644)) }
        #expect(try BundleFolder(path: folder.path).files().count == 2)
        close(creat(folder.path + "/e\u{301}.png", 0o644))
        #expect {
            _ = try BundleFolder(path: folder.path).files()
        } throws: {
            ($0 as? Failure)?.code == "names-alike" && ($0 as? Failure)?.kind == .refused
        }
    }

    @Test(.enabled(if: geteuid() == 0, "gives a file to someone else"))
    func hardLinksToOthersFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("bundle/own.csv", "a\n1\n")
        try folder.write("own", "x")
        try folder.write("others", "x")
        #expect(link(folder.path + "/own", folder.path + "/bundle/linked.txt") == 0)
        #expect(try BundleFolder(path: folder.path + "/bundle").files() == ["linked.txt", "own.csv"])
        #expect(chown(folder.path + "/others", 64_003, 64_003) == 0)
        #expect(link(folder.path + "/others", folder.path + "/bundle/stolen.txt") == 0)
        #expect {
            _ = try BundleFolder(path: folder.path + "/bundle").files()
        } throws: {
            ($0 as? Failure)?.code == "hard-link" && ($0 as? Failure)?.file == "stolen.txt"
        }
        // Both names inside: nobody else's.
        #expect(unlink(folder.path + "/others") == 0)
        #expect(link(folder.path + "/bundle/stolen.txt", folder.path + "/bundle/twin.txt") == 0)
        #expect(try BundleFolder(path: folder.path + "/bundle").files().count == 4)
    }
}
