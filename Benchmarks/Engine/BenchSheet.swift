// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The figures of all runs, by case and program.
struct BenchSheet {
    let lines: [BenchLine]
    let cases: [String]
    let peak: Peak.Line?
    let torch: BenchLine.Torch?
    /// Milliseconds per sample of each stage, in the order of the algorithm.
    let stages: [(name: String, milliseconds: Double)]

    init(_ lines: [BenchLine]) {
        self.lines = lines
        var seen: [String] = []
        for line in lines where line.run != nil && !seen.contains(line.case) { seen.append(line.case) }
        cases = seen
        peak = lines.compactMap(\.peak).first
        torch = lines.compactMap(\.torch).first
        let measured = lines.compactMap(\.stages)
        stages = Stages.names.compactMap { name in
            Self.median(measured.compactMap { $0[name] }).map { (name, $0) }
        }
    }

    func programs(of name: String) -> [String] {
        var seen: [String] = []
        for line in lines where line.case == name && !seen.contains(line.who) { seen.append(line.who) }
        return seen
    }

    func runs(_ name: String, _ who: String) -> [Measurement] {
        lines.filter { $0.case == name && $0.who == who }.compactMap(\.run)
    }

    /// Samples per second, the median of the repetitions.
    func speed(_ name: String, _ who: String) -> Double? {
        Self.median(runs(name, who).map { Double($0.samples) / $0.seconds })
    }

    /// How many times faster the engine is than `who`, per repetition; both ran one after the other in each.
    func ratios(_ name: String, _ who: String) -> [Double] {
        zip(runs(name, "uaed"), runs(name, who)).map { ours, theirs in
            (Double(ours.samples) / ours.seconds) / (Double(theirs.samples) / theirs.seconds)
        }
    }

    static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(lines)
    }

    var text: String { ([machine] + cases.flatMap(table) + stageTable).joined(separator: "\n") }

    private var stageTable: [String] {
        guard !stages.isEmpty else { return [] }
        let total = stages.map(\.milliseconds).reduce(0, +)
        return ["", "time by stage, conv autoencoder, preset uaed, ms a sample"]
            + stages.map { stage in
                let name = stage.name + String(repeating: " ", count: max(0, 34 - stage.name.count))
                return name + String(format: "%7.3f %5.0f %%", stage.milliseconds, 100 * stage.milliseconds / total)
            }
    }

    private var machine: String {
        guard let peak else { return "" }
        let wide = peak.avx512 > 0 ? String(format: ", AVX-512 %.0f", peak.avx512) : ""
        let cores = String(
            format: "%@, %d cores; peak of one, GFLOP/s: AVX2 %.0f%@; memory %.0f GB/s", peak.cpu, peak.cores,
            peak.avx2, wide, peak.memory)
        let peer =
            torch.map { "PyTorch \($0.torch), \($0.threads) thread, \($0.capability)" } ?? "no PyTorch here: no peer"
        return cores + "\n" + peer
    }

    private func table(_ name: String) -> [String] {
        let head = ["", name, Self.row(["", "samples/s", "times", "(min–max)", "ASR", "I", "L2", "MB", "of peak"])]
        return head + programs(of: name).map { row(name, $0) } + programs(of: name).compactMap { bands(name, $0) }
    }

    private func row(_ name: String, _ who: String) -> String {
        let runs = runs(name, who)
        guard let first = runs.first, let speed = speed(name, who) else { return who }
        let ratios = ratios(name, who)
        let best = max(peak?.avx512 ?? 0, peak?.avx2 ?? 0)
        let share = first.gflop.map { best > 0 ? String(format: "%.0f %%", 100 * $0 * speed / best) : "" } ?? ""
        func number(_ value: Double?, _ format: String) -> String { value.map { String(format: format, $0) } ?? "" }
        return Self.row([
            who, String(format: "%.1f", speed), who == "uaed" ? "" : number(Self.median(ratios), "%.1f"),
            who == "uaed" || ratios.isEmpty ? "" : String(format: "(%.1f–%.1f)", ratios.min()!, ratios.max()!),
            number(first.asr, "%.3f"), number(first.information, "%.3f"), number(first.l2, "%.3f"),
            number(first.peakMemory.map { Double($0) / 1e6 }, "%.0f"), share,
        ])
    }

    /// The bands that contain the released code's own figures, for the run over 500 samples.
    private func bands(_ name: String, _ who: String) -> String? {
        guard who == "preset released", let run = runs(name, who).first, let I = run.medianInformation, let l2 = run.l2,
            let linf = run.linf, let asr = run.asr
        else { return nil }
        let inside =
            asr >= 0.95 && (0.35...1.3).contains(I) && (1.10...1.22).contains(l2) && (0.088...0.097).contains(linf)
        return String(
            format:
                "released code's bands: ASR ≥ 0.95, median I 0.35–1.3 (%.3f), L2 1.10–1.22, L∞ 0.088–0.097 (%.3f): %@",
            I,
            linf, inside ? "inside" : "OUTSIDE")
    }

    private static let widths = [30, 10, 7, 13, 6, 7, 6, 6, 8]

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + space : space + cell.0
        }.joined(separator: " ")
    }
}
