// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import Bundles

/// Every file of a bundle, data or model, is opened by one rule: what is missing may still arrive, what is no regular file
/// is refused, and nothing is waited for.
@Suite(.timeLimit(.minutes(10))) struct InputFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "input-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
        try Data("secret".utf8).write(to: URL(fileURLWithPath: folder + ".outside"))
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "file")
        try FileManager.default.createSymbolicLink(atPath: folder + "/way", withDestinationPath: "inner")
        try #require(mkfifo(folder + "/pipe", 0o600) == 0)
    }

    @Test(arguments: [
        ("absent", Failure.Kind.incomplete, "vanished"), ("inner/absent", .incomplete, "vanished"),
        ("link", .refused, "not-a-file"), ("way/absent", .refused, "not-a-file"), ("inner", .refused, "not-a-file"),
        ("pipe", .refused, "not-a-file"), ("file/below", .refused, "not-a-file"),
        (String(repeating: "n", count: 300), .refused, "name-too-long"),
    ])
    func whatIsNoFile(_ path: String, _ kind: Failure.Kind, _ code: String) throws {
        defer { remove() }
        let opened = try InputFolder(folder)
        let failure = try #require(#expect(throws: Failure.self) { try opened.file(path) })
        #expect(failure.kind == kind && failure.code == code && failure.file == path, "\(failure)")
    }

    /// No path leads out, whatever stands in it.
    @Test func nothingOutsideIsRead() throws {
        defer { remove() }
        let opened = try InputFolder(folder)
        let name = (folder as NSString).lastPathComponent
        for path in ["../\(name).outside", "inner/../../\(name).outside", folder + ".outside"] {
            let failure = try #require(#expect(throws: Failure.self) { try opened.file(path) })
            #expect(failure.kind != .incomplete, "\(failure)")
        }
    }

    @Test func bytesEndWithTheFile() throws {
        defer { remove() }
        let file = try InputFolder(folder).file("file")
        #expect(file.size == 10 && !file.isShorterNow)
        #expect(try file.bytes(2..<5) == Array("234".utf8))
        #expect(try file.bytes(8..<20) == Array("89".utf8) && file.bytes(30..<40) == [])
        #expect(truncate(folder + "/file", 4) == 0)
        #expect(file.isShorterNow)
        #expect(try file.bytes(2..<5) == Array("23".utf8))
    }

    /// A disk's own error, and one of the machine's limits, are nobody's fault: the job waits for the environment.
    @Test(arguments: [(EIO, "io"), (EMFILE, "too-many-files")])
    func theMachinesErrors(_ number: Int32, _ code: String) {
        let failure = Failure.input(number, "cannot be read", file: "x")
        #expect(failure.kind == .environment && failure.code == code && failure.hint != nil)
        #expect(SystemErrors.meaning(number, "/a/x").code == code)
        // The path is the bundle's: no line for a shell may hold it.
        #expect(failure.hint?.contains("'x'") == false)
    }

    private func remove() {
        try? FileManager.default.removeItem(atPath: folder)
        try? FileManager.default.removeItem(atPath: folder + ".outside")
    }
}
