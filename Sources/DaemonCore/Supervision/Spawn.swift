// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Foundation

/// Starts a process with two pipes and a log (posix_spawn(3)).
enum Spawn {
    struct Started {
        var pid: Int32
        /// The daemon's end of the child's standard input.
        var standardInput: FileHandle
        var standardOutput: FileHandle
    }

    static func start(_ command: [String], environment: [String: String], log: String) throws -> Started {
        let words = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child = uaed_child()
        let error = uaed_spawn(words, variables, log, &child)
        guard error == 0 else {
            throw Failure(
                .environment, code: "cannot-start", "\(command[0]) cannot be started, or its log \(log) not opened",
                hint: "check that the program exists and that the log's folder can be written to",
                cause: String(cString: strerror(error)))
        }
        return Started(
            pid: child.pid, standardInput: FileHandle(fileDescriptor: child.standard_input, closeOnDealloc: true),
            standardOutput: FileHandle(fileDescriptor: child.standard_output, closeOnDealloc: true))
    }
}
