// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The real program, as the build left it beside the test bundle.
enum Uaectl {
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let path = folder.appending(path: "uaectl").path

    struct Finished: CustomStringConvertible {
        var status: Int32
        var output: String
        var errors: String

        var lines: [String] {
            output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
        }
        var description: String { "exit \(status)\n--- stdout\n\(output)\n--- stderr\n\(errors)" }
    }

    /// A started program; its output goes to files, so that it can never wait for its reader.
    struct Running {
        let process: Process
        fileprivate let scratch: Scratch
        fileprivate let ended: AsyncStream<Void>

        func interrupt() { kill(process.processIdentifier, SIGINT) }

        func finished() async throws -> Finished {
            var end = ended.makeAsyncIterator()
            await end.next()
            func text(_ name: String) throws -> String {
                String(decoding: try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/" + name)), as: UTF8.self)
            }
            return Finished(status: process.terminationStatus, output: try text("out"), errors: try text("err"))
        }
    }

    static func start(_ command: [String], _ environment: [String: String] = [:], in folder: String? = nil) throws
        -> Running
    {
        let (scratch, process) = (try Scratch(), Process())
        func file(_ name: String) throws -> FileHandle {
            let path = scratch.path + "/" + name
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            return try #require(FileHandle(forWritingAtPath: path))
        }
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let usual = ["TZ": "UTC", "NO_COLOR": "", "TERM": "xterm", "UAED_SOCKET": ""]
        process.environment = ProcessInfo.processInfo.environment.merging(usual) { $1 }.merging(environment) { $1 }
        process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try file("out")
        process.standardError = try file("err")
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        return Running(process: process, scratch: scratch, ended: ended)
    }

    static func run(_ arguments: [String], socket: String, _ environment: [String: String] = [:]) async throws
        -> Finished
    {
        try await start([path] + arguments, environment.merging(["UAED_SOCKET": socket]) { $1 }).finished()
    }

    /// Runs uaectl by way of a shell's `words`, in which `"$@"` is uaectl with its arguments.
    static func shell(_ words: String, _ arguments: [String], socket: String, in folder: String? = nil) async throws
        -> Finished
    {
        let command = ["/bin/sh", "-c", words, "sh", path] + arguments
        return try await start(command, ["UAED_SOCKET": socket], in: folder).finished()
    }
}
