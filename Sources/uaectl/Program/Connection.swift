import ArgumentParser
import ControlAPI
import Foundation

/// Where the daemon is.
struct Connection: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket: String?

    func open() async throws -> Client {
        try await Client.open(
            Client.sockets(option: socket, environment: ProcessInfo.processInfo.environment, uid: getuid()))
    }
}

/// For people or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json

    /// Whether a command line that could not be parsed asks for JSON.
    static func isJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
    }
}

struct OutputOptions: ParsableArguments {
    @Option(help: "table for people, json for programs.")
    var format = OutputFormat.table

    var isJSON: Bool { format == .json }
}

extension CompletionKind {
    /// Numbers and names of the newest jobs, where a daemon answers.
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
