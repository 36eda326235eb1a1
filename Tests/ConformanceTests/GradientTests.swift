// SPDX-License-Identifier: Apache-2.0
import Testing

/// Every case of the manifest with a real input is a gradient check too: ⟨Jv, u⟩ = ⟨v, Jᵀu⟩ on the Double reference.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GradientTests {
    @Test(.enabled(if: Corpus.isThere, Corpus.skipped), arguments: Manifest.files)
    func everyRealInputHasItsGradient(_ file: String) throws {
        let manifest = try Manifest(file)
        for group in manifest.groups where Corpus.has(group) {
            var counts: [GradientCheck.Verdict: Int] = [:]
            for name in manifest.cases where Manifest.group(of: name) == group {
                for (input, verdict) in try Self.verdicts(name) {
                    counts[verdict, default: 0] += 1
                    if case .disagrees(let how) = verdict { Issue.record("\(name), input \(input): \(how)") }
                    if case .kink = verdict { print("gradients: kink at \(name), input \(input)") }
                }
            }
            print(Self.figures(group, counts))
            #expect(counts[.agrees, default: 0] > 0)
            #expect(counts[.kink, default: 0] <= 10, "too many inputs escape the check")
        }
    }

    private static func verdicts(_ name: String) throws -> [(input: String, GradientCheck.Verdict)] {
        try ConformanceCase(name).dataSets.flatMap { set in
            try set.inputs.enumerated().map { index, input in
                (input.name, try GradientCheck(set, input: input, seed: UInt64(17 + index)).verdict())
            }
        }
    }

    private static func figures(_ group: String, _ counts: [GradientCheck.Verdict: Int]) -> String {
        let count = { counts[$0, default: 0] }
        let total = counts.values.reduce(0, +)
        return "gradients: \(group): \(count(.agrees)) of \(total) real inputs agree with central differences, "
            + "\(count(.constant)) piecewise constant, \(count(.setting)) settings without gradient, "
            + "\(count(.kink)) at kinks, \(count(.undefined)) empty or not finite"
    }
}
