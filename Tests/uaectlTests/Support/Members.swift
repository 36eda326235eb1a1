// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Users without accounts: members of one group who share an inbox, and the service.
enum Member: UInt32 {
    case root = 0
    case service = 64_001
    case ann = 64_002
    case mal = 64_003

    static let group: UInt32 = 64_000

    /// `command` as this user, under the usual umask of a person.
    func command(_ command: [String]) -> [String] {
        self == .root
            ? command
            : [
                "/usr/bin/setpriv", "--reuid=\(rawValue)", "--regid=\(Self.group)", "--clear-groups", "--", "/bin/sh",
                "-c", "umask 022; exec \"$@\"", "sh",
            ] + command
    }

    /// Runs shell `words`, in which `"$@"` is uaectl with its `arguments`.
    func shell(_ words: String, _ arguments: [String] = [], socket: String = "") async throws -> Uaectl.Finished {
        try await Uaectl.start(
            command(["/bin/sh", "-c", words, "sh", Uaectl.path] + arguments), ["UAED_SOCKET": socket]
        ).finished()
    }
}

/// An inbox that ann and mal share, a folder of ann's that is nobody else's business, and a bundle of hers.
struct SharedInbox {
    let scratch: Scratch
    var inbox: String { scratch.path + "/inbox" }
    var home: String { scratch.path + "/home" }
    var secret: String { home + "/private" }
    var bundle: String { home + "/tree" }
    let server: StubServer

    static let folders = 60

    /// - Parameter owner: whose the home is.
    init(of owner: Member) async throws {
        scratch = try Scratch(isQuick: true)
        let (inbox, socket) = (scratch.path + "/inbox", scratch.socket)
        let status = Documents.status(inboxes: Documents.inbox("demo", inbox))
        server = try await StubServer.start(socket) { $0.uri == "/v1/status" ? .json(status) : nil }
        let made = try await Member.root.shell(
            """
            set -e; cd '\(scratch.path)'; chmod 755 .; mkdir inbox home home/private home/tree
            chown \(Member.service.rawValue) s; chmod 666 s
            echo diary > home/private/keep; cp home/private/keep home/private/job.toml
            for i in $(seq -f %04.0f \(Self.folders)); do mkdir home/tree/d$i; echo x > home/tree/d$i/keep; done
            echo seed > home/tree/job.toml; echo weights > home/tree/model.onnx
            chown -R \(owner.rawValue):\(Member.group) home
            chmod 755 home; chmod 700 home/private; chmod 600 home/private/*
            chown \(Member.service.rawValue):\(Member.group) inbox; chmod 2775 inbox
            """)
        guard made.status == 0 else { throw POSIXError(.EIO) }
    }

    /// Names, modes, owners and contents of all that is ann's.
    func own() async throws -> String {
        try await Member.root.shell(
            "cd '\(home)' && find . -printf '%P %M %u %n\\n' | sort && find . -type f -exec sha256sum {} + | sort"
        ).output
    }
}

/// Tests/Adversary/exchange.c at its work as mal, from when it is ready until it is told to end.
final class Adversary {
    private static let program: String? = {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Adversary/exchange.c").path
        let target = "/tmp/uaed-exchange-\(getpid())"
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = ["clang", "-O2", "-o", target, source]
        guard (try? compiler.run()) != nil else { return nil }
        compiler.waitUntilExit()
        atexit { unlink("/tmp/uaed-exchange-\(getpid())") }
        return compiler.terminationStatus == 0 && chmod(target, 0o755) == 0 ? target : nil
    }()

    private let process = Process()
    private let (input, output) = (Pipe(), Pipe())

    init(_ mode: String, in inbox: String, against target: String) throws {
        let words = Member.mal.command([try #require(Self.program), inbox, target, mode])
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
    }

    /// - Returns: what it says that it did.
    func end() throws -> String {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }
}
