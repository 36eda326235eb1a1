// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials
import Glibc

/// The options that find the daemon.
struct Connection: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket: String?

    /// - Throws: `ErrorReport`: `unreachable`, `not-permitted` or `protocol-mismatch`.
    func open() async throws -> Client {
        try await Client.open(
            Client.sockets(option: socket, environment: ProcessInfo.processInfo.environment, uid: getuid()))
    }
}

extension CompletionKind {
    /// Completes numbers and names of the 100 newest jobs, if a daemon answers.
    static var jobs: CompletionKind {
        .shellCommand("uaectl list --limit 100 2>/dev/null | awk 'NR > 1 && $1 != \"!\" { print $1; print $2 }'")
    }
}

struct JobArgument: ParsableArguments {
    @Argument(help: "A job's number, or the name of its bundle: the newest.", completion: .jobs)
    var job: String

    func validate() throws {
        guard !job.isEmpty else { throw ValidationError("JOB is empty") }
    }
}
