// SPDX-License-Identifier: Apache-2.0
/// A page in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), built family by family.
package struct Exposition: Sendable {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    private(set) var text = ""

    /// Adds a family of one sample.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        add(name, kind, help, [([:], value)])
    }

    /// Adds a family with a sample for each set of labels; a family without samples is left out.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: [String: String], value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        begin(name, kind, help)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    /// Adds a family of histograms.
    ///
    /// - Parameter bounds: the upper ends of the buckets, rising; `counts` are cumulative and of the same length.
    mutating func add(
        histogram name: String, _ help: String, bounds: [Double],
        _ series: [(labels: [String: String], counts: [Int], count: Int, sum: Double)]
    ) {
        begin(name, .histogram, help)
        for one in series {
            for (bound, count) in zip(bounds.map(Self.number) + ["+Inf"], one.counts + [one.count]) {
                line(name + "_bucket", one.labels.merging(["le": bound]) { $1 }, Double(count))
            }
            line(name + "_sum", one.labels, one.sum)
            line(name + "_count", one.labels, Double(one.count))
        }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [String: String], _ value: Double) {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        text += "\(name)\(set) \(Self.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
