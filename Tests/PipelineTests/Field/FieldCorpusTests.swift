// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

/// Bundles as people make them: each is accepted with the right columns, classes and loss, or refused with the hint that mends it.
@Suite(.timeLimit(.minutes(10))) struct FieldCorpusTests {
    /// A hint is done and the bundle looked at again, at most so often.
    private static let mostHints = 4

    @Test(arguments: FieldCase.all) func outcome(_ one: FieldCase) throws {
        let (found, hint) = try outcomes(one.bundle())
        let isAsExpected = found.count == one.lines.count && zip(found, one.lines).allSatisfy(FieldOutcome.agree)
        #expect(isAsExpected, "\(one.name): \(one.reason)\n    \(found.joined(separator: "\n    "))\n\(hint)")
    }

    /// What becomes of a bundle, again after each hint, and the last hint.
    private func outcomes(_ bundle: TestBundle) throws -> (lines: [String], hint: String) {
        var outcome = FieldOutcome(bundle)
        var lines = outcome.lines
        for _ in 0..<Self.mostHints {
            guard let failure = outcome.failure else { return (lines, "") }
            guard try HintApplier(bundle: bundle).apply(failure) else {
                return (lines + ["by hand"], failure.hint ?? "no hint")
            }
            outcome = FieldOutcome(bundle)
            lines += ["then " + outcome.lines[0]] + outcome.lines.dropFirst()
        }
        return (lines, outcome.failure?.hint ?? "")
    }

    /// Each bundle has an outcome, and each outcome a reason.
    @Test func isComplete() throws {
        let bundles = try FileManager.default.contentsOfDirectory(atPath: FieldCase.corpus.get().path)
        #expect(bundles.sorted() == FieldCase.all.map(\.name).sorted())
        #expect(FieldCase.all.allSatisfy { $0.reason.count > 2 && !$0.lines.isEmpty })
    }
}
