// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The programs under test, as the build left them beside the test bundle.
enum Programs {
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let fixtures = repository.appending(path: "Tests/Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }
    static func checkpoint(_ name: String) -> URL { fixtures.appending(path: "checkpoints/\(name)") }
}

/// What a finished process left behind.
struct Finished: CustomStringConvertible {
    var status: Int32
    var output: String
    var errors: String

    var description: String { "exit \(status)\n--- stdout\n\(output)\n--- stderr\n\(errors)" }
}

/// Ordinary user and group numbers that need no account: the service and the person who drops bundles.
struct User {
    var uid: UInt32
    var gid: UInt32
    var umask: String = "022"

    static let service = User(uid: 64_001, gid: 64_000, umask: "002")
    static let person = User(uid: 64_002, gid: 64_000)

    func prefix(_ command: [String]) -> [String] {
        [
            "/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups", "--", "/bin/sh", "-c",
            "umask \(umask); exec \"$@\"", "sh",
        ] + command
    }
}

/// Starts `command` and returns at once; standard error goes to `log` where one is given.
func launch(_ command: [String], environment: [String: String] = [:], as user: User? = nil, log: URL? = nil) throws
    -> Process
{
    let words = user?.prefix(command) ?? command
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if let log {
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardError = handle
    }
    try process.run()
    return process
}

/// Runs `command` to its end, or ends it after `seconds` (its status is then that of SIGKILL).
@discardableResult
func run(
    _ command: [String], environment: [String: String] = [:], as user: User? = nil, within seconds: Double = 120,
    directory: URL? = nil
) throws -> Finished {
    let words = user?.prefix(command) ?? command
    let scratch = FileManager.default.temporaryDirectory.appending(path: "uaed-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (out, err) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = directory
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    let pid = process.processIdentifier
    let deadline = DispatchWorkItem { kill(pid, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: deadline)
    process.waitUntilExit()
    deadline.cancel()
    return Finished(
        status: process.terminationStatus, output: String(decoding: try Data(contentsOf: out), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
}
