// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Attacks

/// `docs/JOBFILE.md` tells what each preset is: its tables hold what the code has, and all of it.
@Suite(.timeLimit(.minutes(10))) struct PresetDocumentTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/JOBFILE.md").standardized

    /// By what its rows begin with: a value a preset.
    private func rows() throws -> [String: [String]] {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## Presets\n").last)
        let rows = section.matches(of: /\n\| (?<name>[a-z_]+(?:, [a-z ]+)?) \| (?<values>.+) \|(?=\n)/)
            .map { (String($0.output.name), String($0.output.values).components(separatedBy: " | ")) }
            .filter { !$0.0.hasPrefix("parameter") }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// As a manifest has them, without those that are chosen beside the preset.
    private func values(_ preset: Preset, _ sampling: Sampling, _ objective: Objective) throws -> [String: String] {
        let parameters = Parameters.preset(preset, sampling: sampling, objective: objective, elementShape: [77])
        let data = try JSONEncoder().encode(parameters)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return object.mapValues { "\($0)" }.filter { !["preset", "objective", "sampling"].contains($0.key) }
    }

    private func isSame(_ written: String, _ value: String, _ key: String) -> Bool {
        if ["standardised", "storage_aware"].contains(key) {
            return (written == "true") == (value == "1" || value == "true")
        }
        guard let number = Double(written), let actual = Double(value) else { return written == value }
        return abs(number - actual) <= 1e-4 * abs(actual)
    }

    @Test func everyParameterOfEachPreset() throws {
        let rows = try rows()
        for (place, preset) in [Preset.uaed, .paper, .released].enumerated() {
            let values = try values(preset, .convolution, .reconstruction)
            #expect(Set(rows.keys.filter { !$0.contains(",") }) == Set(values.keys))
            for (key, value) in values {
                let written = try #require(rows[key]?[place], "\(key)")
                #expect(isSame(written, value, key), "\(key) of \(preset): \(written), not \(value)")
            }
        }
    }

    @Test(arguments: [
        ("random sampling", Sampling.random, Objective.reconstruction),
        ("supervised", Sampling.convolution, Objective.untargeted),
        ("supervised", Sampling.convolution, Objective.targeted),
        ("contrastive", Sampling.convolution, Objective.contrastive),
    ])
    func whatIsDifferentElsewhere(_ place: String, _ sampling: Sampling, _ objective: Objective) throws {
        let rows = try rows()
        for (index, preset) in [Preset.uaed, .paper, .released].enumerated() {
            let usual = try values(preset, .convolution, .reconstruction)
            for (key, value) in try values(preset, sampling, objective) {
                guard let written = rows["\(key), \(place)"]?[index] else {
                    #expect(value == usual[key], "\(key) of \(preset), \(place), is not told")
                    continue
                }
                #expect(isSame(written, value, key), "\(key) of \(preset), \(place): \(written), not \(value)")
            }
        }
        #expect(rows.keys.contains { $0.hasSuffix(", " + place) })
    }
}
