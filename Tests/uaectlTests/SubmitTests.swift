// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// `uaectl submit`: a bundle stands in the inbox whole, readable for all and its owner's to change, or not at all.
@Suite(.timeLimit(.minutes(30))) struct SubmitTests {
    let scratch: Scratch
    private var inbox: String { scratch.path + "/inbox" }
    private var home: String { scratch.path + "/home" }

    init() throws {
        scratch = try Scratch()
        try make("home/set/images/cat", folder: true)
        try make("home/set/model.onnx", "weights")
        try make("home/set/images/cat/1.png", "pixels")
        try make("inbox", folder: true)
        guard chmod(inbox, 0o2775) == 0 else { throw POSIXError(.EPERM) }
    }

    private func make(_ path: String, _ text: String = "", folder: Bool = false) throws {
        let path = scratch.path + "/" + path
        if folder {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } else {
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
    }

    private func submit(_ arguments: [String], by shell: String = #"umask 077; exec "$@""#, inboxes: [String]? = nil)
        async throws -> Uaectl.Finished
    {
        let inboxes = (inboxes ?? [Documents.inbox("demo", inbox)]).joined(separator: ",")
        let server = try await StubServer.start(scratch.socket) {
            $0.uri == "/v1/status" ? .json(Documents.status(inboxes: inboxes)) : nil
        }
        let finished = try await Uaectl.shell(shell, ["submit"] + arguments, socket: scratch.socket, in: home)
        try await server.stop()
        return finished
    }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw POSIXError(.ENOENT) }
        return status.st_mode
    }

    /// Everything below `folder`, dot-names included.
    private func contents(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    private static let whole = ["set", "set/images", "set/images/cat", "set/images/cat/1.png", "set/model.onnx"]

    @Test func copy() async throws {
        #expect(chmod(home + "/set/model.onnx", 0o700) == 0)
        let finished = try await submit(["set"])
        #expect(finished.status == 0 && finished.output == inbox + "/set\n", "\(finished)")
        #expect(finished.errors == "not taken yet; watch it: uaectl watch set\n")
        #expect(try contents(inbox) == Self.whole)
        for folder in Self.whole.prefix(3) { #expect(try mode(inbox + "/" + folder) == S_IFDIR | 0o2755) }
        for file in Self.whole.suffix(2) { #expect(try mode(inbox + "/" + file) == S_IFREG | 0o644) }
        #expect(try String(contentsOfFile: inbox + "/set/images/cat/1.png", encoding: .utf8) == "pixels")
        #expect(try contents(home).filter { $0.hasPrefix("set") } == Self.whole, "the source stays")
    }

    @Test func moveUnderAnotherName() async throws {
        #expect(chmod(home + "/set", 0o700) == 0 && chmod(home + "/set/model.onnx", 0o600) == 0)
        let finished = try await submit(["set/", "--move", "--name", "second", "--format", "json"])
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any], "\(finished)")
        #expect(answer["path"] as? String == inbox + "/second" && answer["schema"] as? Int == 1)
        #expect(answer["name"] as? String == "second" && answer["inbox"] as? String == "demo")
        #expect(try contents(inbox).count == 5 && contents(home) == [])
        #expect(try mode(inbox + "/second") & 0o777 == 0o755 && mode(inbox + "/second/model.onnx") & 0o777 == 0o644)
    }

    /// /dev/shm is a file system of its own.
    @Test(.enabled(if: access("/dev/shm", W_OK) == 0))
    func moveToAnotherFileSystem() async throws {
        let far = "/dev/shm/uc-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: far, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: far) }
        let finished = try await submit(["--move", "set"], inboxes: [Documents.inbox("far", far)])
        #expect(finished.status == 0, "\(finished)")
        #expect(try contents(far) == Self.whole && contents(home) == [])
    }

    @Test func looseFilesBecomeAFolder() async throws {
        try make("home/data.csv.gz", "table")
        let finished = try await submit(["data.csv.gz", "set/model.onnx"])
        #expect(finished.output == inbox + "/data\n", "\(finished)")
        #expect(try contents(inbox) == ["data", "data/data.csv.gz", "data/model.onnx"])
        #expect(try mode(inbox + "/data") == S_IFDIR | 0o2755)
    }

    /// The second file is not there: the first, which has been moved already, is where it was.
    @Test func movedFilesAreTakenBack() async throws {
        try make("home/data.csv", "table")
        try make("home/other", folder: true)
        try make("home/other/data.csv", "another of that name")
        let finished = try await submit(["--move", "data.csv", "other/data.csv"])
        #expect(finished.status == 7, "\(finished)")
        #expect(try contents(inbox) == [])
        #expect(try String(contentsOfFile: home + "/data.csv", encoding: .utf8) == "table")
    }

    @Test(arguments: ["symlink", "fifo", "folder-link"]) func refused(_ kind: String) async throws {
        let path = home + "/set/images/odd"
        switch kind {
        case "fifo": #expect(mkfifo(path, 0o600) == 0)
        case "symlink": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: home)
        }
        for arguments in [["set"], ["--move", "set"]] {
            let finished = try await submit(arguments)
            #expect(finished.status == 1 && finished.output == "", "\(finished)")
            #expect(finished.errors.contains("'\(path)' is a \(kind == "fifo" ? "FIFO" : "symbolic link")"))
            #expect(try contents(inbox) == [] && mode(home + "/set") & S_IFMT == S_IFDIR)
        }
    }

    /// The number is that of the job which this bundle became, not of another inbox's or person's; with `--wait` its end counts.
    @Test(arguments: [("published", 0), ("failed", 10), ("cancelled", 11)])
    func theJobIsTold(_ state: String, _ status: Int) async throws {
        let inboxes = Documents.inbox("demo", inbox)
        func claimed(_ number: Int, _ sequence: Int) -> String {
            Documents.event(sequence, "claimed").replacing(
                #""job":17,"name":"fashion""#, with: #""job":\#(number),"name":"set""#)
        }
        let events = Documents.answer(events: [claimed(3, 11), claimed(4, 12), claimed(5, 13)], next: 13)
        @Sendable func mine(_ job: String) -> String { job.replacing(#""uid":1000"#, with: #""uid":\#(geteuid())"#) }
        let bens = Documents.job(3, "set").replacing(#""uid":1000"#, with: #""uid":424242"#)
        let other = mine(Documents.job(4, "set")).replacing(#""inbox":"demo""#, with: #""inbox":"other""#)
        _ = try await StubServer.start(scratch.socket) { call in
            switch call.path {
            case "/v1/status": return .json(Documents.status(inboxes: inboxes, lastEvent: 10))
            case "/v1/events": return .json(events)
            case "/v1/jobs/3": return .json(Documents.answer(job: bens))
            case "/v1/jobs/4": return .json(Documents.answer(job: other))
            case "/v1/jobs/5": return .json(Documents.answer(job: mine(Documents.job(5, "set", state))))
            default: return nil
            }
        }
        let said = try await Uaectl.run(
            ["submit", home + "/set", "--wait", "--format", "json"], socket: scratch.socket)
        let answer = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any]
        #expect(said.status == Int32(status) && answer?["job"] as? Int == 5, "\(said)")
        #expect(try await Uaectl.run(["submit", "--wait", "--dry-run", "x"], socket: scratch.socket).status == 2)
    }

    @Test func nameThatIsTaken() async throws {
        try make("inbox/set", folder: true)
        let finished = try await submit(["set"])
        #expect(finished.status == 7 && finished.errors.contains("--name"), "\(finished)")
        #expect(try contents(inbox) == ["set"])
    }

    @Test func sourceThatIsNotThere() async throws {
        let finished = try await submit(["nothing"])
        #expect(finished.status == 3 && finished.errors.contains("nothing"), "\(finished)")
    }

    @Test(arguments: [".hidden", "a/b", "x.part", "x.job3.done", "a\nb", ""]) func names(_ name: String) async throws {
        let finished = try await submit(["set", "--name", name])
        #expect(finished.status == 2 && finished.errors.contains("--name"), "\(finished)")
        #expect(try contents(inbox) == [])
    }

    @Test func severalInboxes() async throws {
        let inboxes = [Documents.inbox("first", scratch.path + "/none"), Documents.inbox("second", inbox)]
        let unsaid = try await submit(["set"], inboxes: inboxes)
        #expect(unsaid.status == 2 && unsaid.errors.contains("first (\(scratch.path)/none), second ("), "\(unsaid)")
        let unknown = try await submit(["set", "--inbox", "third"], inboxes: inboxes)
        #expect(unknown.status == 3 && unknown.errors.contains("second"), "\(unknown)")
        let absent = try await submit(["set", "--inbox", "first"], inboxes: inboxes)
        #expect(absent.status == 3, "\(absent)")
        let said = try await submit(["set", "--inbox", "second"], inboxes: inboxes)
        #expect(said.status == 0 && said.output == inbox + "/set\n", "\(said)")
    }

    @Test func inboxInsideTheSource() async throws {
        let finished = try await submit([scratch.path])
        #expect(finished.status == 1, "\(finished)")
        #expect(try contents(inbox) == [])
    }

    /// The file cannot be written to its end: nothing of the bundle is left.
    @Test(.withoutSanitizer("its report is no file of the bundle, but under the same limit"))
    func writeThatFails() async throws {
        try make("home/set/images/large.png", String(repeating: "x", count: 100_000))
        let finished = try await submit(["set"], by: #"trap "" XFSZ; ulimit -f 40; exec "$@""#)
        #expect(finished.status == 1 && finished.errors.contains("large.png"), "\(finished)")
        #expect(try contents(inbox) == [])
    }

    /// Ctrl-C in the middle of a large copy.
    @Test func interrupted() async throws {
        let large = home + "/set/large"
        #expect(FileManager.default.createFile(atPath: large, contents: nil) && truncate(large, 4 << 30) == 0)
        let status = Documents.status(inboxes: Documents.inbox("demo", inbox))
        _ = try await StubServer.start(scratch.socket) { $0.uri == "/v1/status" ? .json(status) : nil }
        let running = try Uaectl.start([Uaectl.path, "submit", home + "/set"], ["UAED_SOCKET": scratch.socket])
        while try !contents(inbox).contains(where: { $0.hasSuffix("/large") }), running.process.isRunning {
            usleep(1000)
        }
        #expect(try contents(inbox).allSatisfy { $0.hasPrefix(".set.submit-\(running.process.processIdentifier)") })
        running.interrupt()
        let finished = try await running.finished()
        #expect(finished.status == 130 && finished.errors.contains("interrupted"), "\(finished)")
        #expect(try contents(inbox) == [])
    }
}
