// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// What a worker that was taken over would try, in the cage that the real one closes (Tests/Cage).
@Suite(.withoutSanitizer("such a build keeps no filter"), .timeLimit(.minutes(30))) struct CageTests {
    /// A program of Tests/Cage with the real cage.
    private static func program(_ name: String) throws -> String {
        let program = try Scratch.folder().appending(path: name).path
        let cage = Programs.repository.appending(path: "Sources/CLinux")
        let sources = try [cage, Programs.repository.appending(path: "Tests/Cage/\(name)")].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".c") }
                .map { folder.appending(path: $0).path }
        }
        let built = try run(
            ["/usr/bin/env", "clang", "-std=gnu11", "-O1", "-o", program, "-I", cage.path]
                + ["-I", cage.appending(path: "include").path] + sources + ["-lpthread"])
        guard built.status == 0 else { throw TestFailure("\(built)") }
        return program
    }

    private static let evil = Result { try program("evil") }
    private static let readers = Result { try program("readers") }

    /// The lines that begin with `word`, by what they are about.
    private struct Told {
        var parts = ""
        var reached: [String: Bool] = [:]
        var kept: [String: Bool] = [:]
        let all: String

        init(_ finished: Finished) throws {
            guard finished.status == 0 else { throw TestFailure("\(finished)") }
            all = finished.output
            for line in all.split(separator: "\n") {
                guard let match = line.wholeMatch(of: /(reach|keep) (.+) ([01])( .*)?/) else {
                    parts = line.hasPrefix("parts ") ? String(line.dropFirst(6)) : parts
                    continue
                }
                let (word, name, succeeded) = (match.output.1, String(match.output.2), match.output.3 == "1")
                if word == "reach" { reached[name] = succeeded } else { kept[name] = succeeded }
            }
        }
    }

    /// - Parameter landlock: its version; 0: the kernel's own; nil: no cage.
    private func evil(_ landlock: Int?, as user: User? = nil) throws -> Told {
        let place = try Scratch.folder()
        for folder in ["bundle", "job"] {
            let path = place.appending(path: folder)
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        for file in ["bundle/x", "job/own", "secret"] {
            try "x".write(to: place.appending(path: file), atomically: false, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/bundle/link", withDestinationPath: "../secret")
        if let user { try run(["/bin/chown", "-R", "\(user.uid):\(user.gid)", place.path]) }
        let program = try Self.evil.get()
        return try Told(run([program, landlock.map(String.init) ?? "open", place.path], as: user))
    }

    @Test(arguments: [1, 2, 3, 0]) func nothingIsReached(_ landlock: Int) throws {
        let told = try evil(landlock)
        let version = try #require(told.parts.firstMatch(of: /^(\d+) 1/).flatMap { Int($0.output.1) }, "\(told.all)")
        #expect(landlock == 0 ? version > 0 : version == landlock)
        #expect(!told.reached.values.contains(true), "\(told.all)")
        #expect(told.reached.count > 70 && told.reached["execve"] == false)
        #expect(!told.kept.isEmpty && !told.kept.values.contains(false), "\(told.all)")
    }

    @Test(.enabled(if: getuid() == 0)) func nothingIsReachedByAnOrdinaryUser() throws {
        let told = try evil(0, as: .service)
        #expect(told.reached.count > 70 && !told.reached.values.contains(true), "\(told.all)")
        #expect(!told.kept.values.contains(false), "\(told.all)")
    }

    /// Else the refusals would say nothing: outside a cage these things work (some machines forbid some of them to everybody).
    @Test func outsideACageTheyWork() throws {
        let told = try evil(nil, as: getuid() == 0 ? .service : nil)
        let impossible = told.reached.filter { !$0.value }.keys.sorted()
        #expect(told.reached.count - impossible.count >= 55, "\(told.all)")
        for name in ["daemon's memory, /proc/PID/mem", "kill", "fork", "writable code", "a secret", "chmod", "execve"] {
            #expect(told.reached[name] == true, "\(name): \(told.all)")
        }
    }

    /// A reader of the fork server: what it answers, and how it ends, in words of waitpid(2).
    @Test(arguments: [
        ("copies", "answer 5 hello", 0), ("crashes", "", SIGSEGV), ("exits", "", 3 << 8), ("computes", "", SIGXCPU),
        ("waits", "", SIGKILL), ("opens", "", ENOSYS << 8), ("forks", "", ENOSYS << 8), ("grows", "", ENOMEM << 8),
    ])
    func readerOfTheForkServer(_ what: String, _ answer: String, _ status: Int32) throws {
        let file = try Scratch.folder().appending(path: "file")
        try "hello".write(to: file, atomically: false, encoding: .utf8)
        let program = try Self.readers.get()
        let ran = try run([program, what, file.path])
        // A second later comes SIGKILL: a virtual machine that stood still is past both limits at once.
        let ends = what == "computes" ? [status, SIGKILL] : [status]
        let told = ends.map { answer + "stranger -1\nstatus \($0)\nagain -1\n" }
        #expect(ran.status == 0 && told.contains(ran.output), "\(ran)")
    }

    /// The worker's end is the server's, and its readers'.
    @Test func readersDoNotOutliveTheirWorker() throws {
        let program = try Self.readers.get()
        let ran = try run([program, "outlives", "/dev/null"])
        #expect(ran.status == 0 && ran.output == "rest 0 ends 2\n", "\(ran)")
    }

    /// The table of calls: each line says what it is for.
    @Test func everyCallHasItsReason() throws {
        for name in ["calls.c", "confine.c"] {
            let file = Programs.repository.appending(path: "Sources/CLinux/\(name)")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
                $0.hasPrefix("    CALL")
            }
            #expect(lines.count > 15)
            for line in lines { #expect(line.contains(/\/\/ \S/), "\(name): \(line)") }
        }
    }
}
