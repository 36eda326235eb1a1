// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonCore

/// What `uaed-watch` promises by itself.
@Suite(.timeLimit(.minutes(10))) struct WatchProcessTests {
    private struct Ended: Equatable {
        var status: Int32
        var output: String
    }

    private func run(_ command: [String], input: Data = Data()) throws -> Ended {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let (reading, writing) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (
            reading, writing, FileHandle.nullDevice
        )
        try process.run()
        try reading.fileHandleForWriting.write(contentsOf: input)
        try reading.fileHandleForWriting.close()
        let output = String(decoding: writing.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Ended(status: process.terminationStatus, output: output)
    }

    private func watch(_ lines: String) throws -> Ended {
        try run([Watcher.usualProgram(), "--most-dead", "10"], input: Data(lines.utf8))
    }

    private static func hex(_ path: String) -> String { path.utf8.map { String(format: "%02x", $0) }.joined() }

    @Test func answersWhatIsAsked() throws {
        let scratch = try Scratch()
        try scratch.folder("in/a/b")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/in/link", withDestinationPath: scratch.path + "/in/a")
        let root = "root 1 \(Self.hex(scratch.path + "/in"))\n"
        // Its input may end before it has said everything: `sync` is what is waited for.
        let process = try WatchProcess(Watcher.usualProgram(), mostDead: 10)
        var commands = WatchCommands()
        commands.root(1, Array((scratch.path + "/in").utf8))
        for (number, path) in [(2, "a"), (3, "a/b"), (4, "link"), (5, "link/b"), (6, "no"), (7, "../in"), (8, "a//b")] {
            commands.watch(number, root: 1, Array(path.utf8))
        }
        commands.watch(9, root: 77, Array("a".utf8))
        commands.unwatch(1000)
        commands.sync(42)
        process.send(commands)
        var said: [UInt8] = []
        while !said.ends("ready 42\n"), let more = process.read() { said += more }
        #expect(
            String(decoding: said, as: UTF8.self) == """
                list 1
                list 2
                list 3
                cannot 4 20
                cannot 5 20
                cannot 6 2
                cannot 7 40
                cannot 8 36
                cannot 9 2
                ready 42

                """)
        #expect(process.reap() == .signalled(SIGKILL))
        #expect(try watch(root) == Ended(status: 0, output: ""), "it goes with its input")
    }

    /// Lines that uaed does not write end it: nothing is guessed.
    @Test(arguments: [
        "root 0 2f\n", "root 1\n", "root 1 \n", "root 1 2\n", "root 1 2F\n", "root 1 00\n", "root -1 2f\n",
        "root 1x 2f\n",
        "root 1 2f\nroot 1 2f\n", "root 2097152 2f\n", "root 99999999999999999999 2f\n", "watch 1 2f\n", "sync\n",
        "quit\n",
        "\n", "root 1 2f\0\n",
    ])
    func otherLinesEndIt(_ lines: String) throws { #expect(try watch(lines).status == 65) }

    @Test func longLinesEndIt() throws {
        func root(_ bytes: Int) -> String { "root 1 " + String(repeating: "2f", count: bytes) + "\n" }
        #expect(try watch(root(4095)).status == 0 && watch(root(5000)).status == 65)
    }

    @Test func byHandItSaysWhatItIs() throws {
        let help = try run([Watcher.usualProgram(), "--help"])
        #expect(help.status == 0 && help.output.contains("uaed, which starts it"))
        #expect(try run([Watcher.usualProgram()]).status == 64)
    }

    @Test func itIsCaged() async throws {
        let watched = try await Watched()
        let process = try #require(watched.watcher.process)
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8).split(separator: "\n")
        func value(_ key: String) -> String? {
            status.first { $0.hasPrefix(key + ":") }?.split(separator: "\t").last.map(String.init)
        }
        #expect(value("Threads") == "1")
        #expect(value("NoNewPrivs") == "1")
        if ProcessInfo.processInfo.environment["UAED_SANITIZER"] == nil { #expect(value("Seccomp") == "2") }
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        // Input, output, errors, inotify and the inbox.
        #expect(descriptors.count == 5)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count == 1)
    }

    /// Its filter, in a program that tries what it forbids.
    @Test func nothingElseIsReachedFromTheCage() throws {
        let scratch = try Scratch()
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
            .standardized
        let sources = repository.path + "/Sources/uaed-watch"
        let program = scratch.path + "/reaches"
        let made = try run([
            try #require(Self.clang), "-std=gnu11", "-I", sources, "-o", program,
            repository.path + "/Tests/WatchCage/reaches.c",
            sources + "/cage.c",
        ])
        #expect(made.status == 0)
        let tried = try run([program])
        #expect(tried.status == 0, "\(tried.output)")
        #expect(tried.output.split(separator: "\n").count >= 20)
    }

    /// It is Swift's own.
    private static let clang = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
        .map { "\($0)/clang" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Two licences, two programs: one links the library and libc alone, the other not the library.
    @Test func itSharesNothingWithUaed() throws {
        func needed(_ program: String) throws -> [String] {
            let read = try run(["/usr/bin/readelf", "-d", program])
            return read.output.matches(of: /NEEDED.*\[(.*?)\.so/).map { String($0.output.1) }.sorted()
        }
        if ProcessInfo.processInfo.environment["UAED_SANITIZER"] == nil {
            #expect(try needed(Watcher.usualProgram()) == ["libc", "libinotifytools"])
        }
        let uaed = URL(fileURLWithPath: Watcher.usualProgram()).deletingLastPathComponent()
        for name in ["uaed", "uaectl", "uae-worker"] {
            let libraries = try needed(uaed.appending(path: name).path)
            #expect(libraries.contains("libc") && !libraries.contains("libinotifytools"), "\(name)")
        }
    }
}

extension [UInt8] {
    fileprivate func ends(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
