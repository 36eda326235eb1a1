// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

/// For people or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// `ndjson`: an object a line.
    case table, json, ndjson

    /// What a command line that could not be parsed asks for.
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

    /// One document.
    func json(_ value: some Encodable) { Console.json(value, pretty: format == .json) }

    /// A document with a list in it; with `ndjson` the list's items alone.
    func json(_ answer: some Encodable, items: [some Encodable]) {
        if format == .ndjson { return items.forEach { Console.json($0, pretty: false) } }
        json(answer)
    }
}
