// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Glibc
import PeakMeasure

/// Measures the peak performance of one core of this machine and prints one line of JSON.
struct Peak: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measure this core's peak in float32, as JSON.")

    struct Line: Codable {
        var cpu: String
        var cores: Int
        /// Billions of operations per second of one core.
        var plain: Double
        var avx2: Double
        var avx512: Double
        /// Billions of bytes per second.
        var memory: Double
    }

    func run() throws {
        let line = Line(
            cpu: Self.model(), cores: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), plain: core_peak(0),
            avx2: core_peak(3), avx512: core_peak(4), memory: core_bandwidth())
        print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
    }

    private static func model() -> String {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }
}
