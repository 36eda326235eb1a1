// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

/// Bundles as people make them: each is accepted with the right columns, classes and loss, or refused with the hint that mends it.
@Suite struct FieldCorpusTests {
    /// A hint is done and the bundle looked at again, at most so often.
    private static let mostHints = 4

    @Test(arguments: FieldCase.all) func outcome(_ one: FieldCase) throws {
        let bundle = try one.bundle()
        var found: [String] = []
        var rest = one.lines[...]
        var outcome = FieldOutcome(bundle)
        for round in 0...Self.mostHints {
            let expected = rest.prefix { !$0.hasPrefix("then ") && !$0.hasPrefix("by hand") || $0 == rest.first }
                .map { $0.hasPrefix("then ") ? String($0.dropFirst(5)) : $0 }
            found += outcome.lines.enumerated().map { round > 0 && $0 == 0 ? "then " + $1 : $1 }
            if !outcome.agrees(with: expected[...]) { break }
            rest = rest.dropFirst(expected.count)
            guard let failure = outcome.failure, round < Self.mostHints else { break }
            guard try HintApplier(bundle: bundle).apply(failure) else {
                found.append("by hand")
                break
            }
            outcome = FieldOutcome(bundle)
        }
        let isAsExpected = rest.isEmpty || rest.count == 1 && rest.first == "by hand" && found.last == "by hand"
        #expect(isAsExpected, "\(one.name): \(one.reason)\n    \(found.joined(separator: "\n    "))\n\(outcome.failure?.hint ?? "")")
    }

    /// Each bundle has an outcome, and each outcome a reason.
    @Test func isComplete() throws {
        let bundles = try FileManager.default.contentsOfDirectory(atPath: FieldCase.corpus.get().path)
        #expect(bundles.sorted() == FieldCase.all.map(\.name).sorted())
        #expect(FieldCase.all.allSatisfy { $0.reason.count > 8 })
    }
}
