// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

/// The forms of standard output: for people, or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// `ndjson` has one object on each line.
    case table, json, ndjson

    /// The format that a command line requests, if it could not be parsed.
    static func asked(_ arguments: [String]) -> OutputFormat {
        let pairs = zip(arguments, arguments.dropFirst()).filter { $0.0 == "--format" }.map(\.1)
        let joined = arguments.filter { $0.hasPrefix("--format=") }.map { String($0.dropFirst(9)) }
        return (pairs + joined).compactMap(OutputFormat.init).last ?? .table
    }
}

struct OutputOptions: ParsableArguments {
    @Option(help: "table for people; json for programs, ndjson with an object a line.")
    var format = OutputFormat.table

    var isJSON: Bool { format != .table }

    /// Prints one document.
    func json(_ value: some Encodable) { Console.json(value, pretty: format == .json) }

    /// Prints a document that has a list; with `ndjson`, only the list's items.
    func json(_ answer: some Encodable, items: [some Encodable]) {
        if format == .ndjson { return items.forEach { Console.json($0, pretty: false) } }
        json(answer)
    }
}
