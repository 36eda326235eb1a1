// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Pipeline

/// `uae-worker operators`: the table that the importer itself uses.
struct Operators: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the operators and layers that checkpoints may use, of ONNX, ATen and Keras.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, ndjson
    }

    @Option(help: "table for people; json for programs, ndjson with an object a line.")
    var format = Format.table

    func run() throws {
        let operators = SupportedOperators()
        switch format {
        case .table: operators.lines.forEach(Output.line)
        case .json: Output.write(try operators.json(), to: 1)
        case .ndjson: Output.write(try operators.jsonLines(), to: 1)
        }
    }
}
