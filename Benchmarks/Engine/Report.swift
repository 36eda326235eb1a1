// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// Turns the lines of `make bench` into a table, a JSON file and a plot.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the table of a benchmark; write JSON and SVG.")

    @Argument(help: "a line of JSON a run: {\"case\", \"who\", …}") var lines: String
    @Option(help: "the folder for bench.json and bench.svg") var out: String

    func run() throws {
        let text = try String(contentsOfFile: lines, encoding: .utf8)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let all = try text.split(separator: "\n").map { try decoder.decode(BenchLine.self, from: Data($0.utf8)) }
        let sheet = BenchSheet(all)
        print(sheet.text)
        try sheet.json().write(to: URL(filePath: out + "/bench.json"))
        try Data(BenchPlot(sheet).svg.utf8).write(to: URL(filePath: out + "/bench.svg"))
        print("\(out)/bench.json, \(out)/bench.svg")
    }
}

/// One run of one program on one case.
struct BenchLine: Codable {
    var `case`: String
    var who: String
    var run: Measurement?
    var peak: Peak.Line?
    var torch: Torch?
    /// Milliseconds per sample, by stage.
    var stages: [String: Double]?

    struct Torch: Codable {
        var torch: String
        var threads: Int
        var capability: String
    }
}
