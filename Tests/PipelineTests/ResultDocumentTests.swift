// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Pipeline

/// `docs/RESULT.md` describes what a published folder holds: every column, status, curve and member that the code has.
@Suite(.timeLimit(.minutes(10))) struct ResultDocumentTests {
    /// Names in backticks in the first cell of the rows below a heading.
    private func described(_ heading: String) throws -> Set<String> {
        let file = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/RESULT.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let sections = text.components(separatedBy: "\n## ")
        let section = try #require(sections.first { $0.hasPrefix(heading + "\n") }, "\(heading)")
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let cells = rows.map { String($0.dropFirst(2)).components(separatedBy: " | ")[0] }
        return Set(cells.flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.output.1) } })
    }

    @Test func everyColumnAndStatus() throws {
        let told = try described("samples.csv")
        let statuses: [SampleDetails.Status] = [.success, .unchanged, .trivial, .failed, .skipped]
        #expect(told == Set(SamplesTable.columns).union(statuses.map(\.rawValue)))
    }

    @Test func everyMemberOfTheStatistics() throws {
        var outcomes = Statistics.Outcomes()
        for status in [SampleDetails.Status.success, .trivial] { outcomes.count(status) }
        let some = try #require(Distribution([1, 2]))
        let curve = Statistics.Curve(samples: 1, mean: [1], sd: [0])
        let statistics = Statistics(
            outcomes: outcomes, byClass: ["a": outcomes], byRun: ["1": outcomes], byDataset: ["a": outcomes],
            asrBeforeQuantization: 1, asrFreshViews: 1, cleanLoss: 1,
            inspected: InspectedLoss(samples: 1, model: 1, mean: 1), l2: some, linf: some, miEstimate: some,
            lossRatio: some, miCurve: curve, diagnostics: ["f": curve], warnings: [])
        let data = try JSONEncoder().encode(statistics)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(try described("statistics.json") == Set(object.keys).subtracting(["schema"]))
    }
}
