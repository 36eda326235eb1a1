// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords

@testable import Pipeline

/// What became of a bundle, in the words of `outcomes.txt`.
struct FieldOutcome {
    let lines: [String]
    let failure: Failure?

    init(_ bundle: TestBundle) {
        do {
            let found = try bundle.prepared().inspection
            (lines, failure) = (Self.accepted(found), nil)
        } catch let refusal as Failure {
            let word = refusal.kind == .incomplete ? "waits" : refusal.kind == .refused ? "refused" : "\(refusal.kind)"
            lines = ["\(word) \(refusal.code)" + (refusal.file.map { ", \($0)" } ?? "")]
            failure = refusal
        } catch {
            (lines, failure) = (["\(error)"], nil)
        }
    }

    private static func accepted(_ found: Inspection) -> [String] {
        var lines = ["accepted, \(found.dataset)"]
        lines += (found.choices ?? []).filter { $0.hasPrefix("columns") || $0.hasPrefix("classes") }
            .map { $0.replacing("\n", with: "␤") }
        switch found.cleanMeasure {
        case "loss": lines.append("loss \(digits(found.cleanLoss))")
        case "error-rate": lines.append("error rate \(digits(found.cleanLoss))")
        default: break
        }
        return lines + found.warnings.map { "warning \($0)" }
    }

    /// Four digits.
    static func digits(_ value: Double) -> String { String(format: "%.4g", value) }

    /// Whether a line is the expected one: a loss within 1 in 200, a warning if it holds the words.
    static func agree(_ found: String, _ expected: String) -> Bool {
        for measure in ["loss ", "error rate "] where found.hasPrefix(measure) && expected.hasPrefix(measure) {
            guard let one = Double(found.dropFirst(measure.count)),
                let other = Double(expected.dropFirst(measure.count))
            else { return false }
            return abs(one - other) <= max(0.005 * other, 1e-6)
        }
        if found.hasPrefix("warning "), expected.hasPrefix("warning ") {
            return found.contains(expected.dropFirst("warning ".count))
        }
        return found == expected
    }
}
