// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// The real `uae-worker`, as the build left it beside the tests.
final class WorkerProcess {
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "uae-worker").path

    let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()
    private var unread: [UInt8] = []

    /// - Parameter hasLifeLine: standard input stays open until `cutLifeLine`; else it is at its end.
    init(_ arguments: [String], hasLifeLine: Bool = false, environment: [String: String] = [:]) throws {
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = arguments
        process.standardInput = hasLifeLine ? input : FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func cutLifeLine() throws {
        try input.fileHandleForWriting.close()
    }

    /// The next line of standard output; nil at its end.
    func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: 10) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            unread += data
        }
    }

    /// The first line that holds `text`; nil if the output ends before.
    func awaitLine(_ text: String) -> String? {
        while let line = line() {
            if line.contains(text) { return line }
        }
        return nil
    }

    struct Finished {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Waits for the end.
    func finish() -> Finished {
        var lines: [String] = []
        while let line = line() { lines.append(line) }
        process.waitUntilExit()
        let log = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        return Finished(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: lines.joined(separator: "\n"), errors: log)
    }
}

/// Runs `uae-worker` to its end.
func worker(_ arguments: String...) throws -> WorkerProcess.Finished {
    try WorkerProcess(arguments).finish()
}
