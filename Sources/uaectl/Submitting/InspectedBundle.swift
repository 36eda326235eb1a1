// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials

/// Inspects a bundle with `uae-worker inspect`: its text is passed on to people, its events become a document for
/// programs.
struct InspectedBundle {
    let bundle: String
    var checkpoint: String?
    var defaults: String?
    var outbox: String?
    var picture: String?

    private var arguments: [String] {
        let options = [
            ("--checkpoint", checkpoint), ("--defaults", defaults), ("--outbox", outbox), ("--picture", picture),
        ]
        return options.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }

    /// Prints the worker's own text.
    ///
    /// - Throws: `not-found` if there is no such bundle; what ``WorkerProgram/run(_:)`` throws.
    func show() throws {
        try Paths.checkThere(bundle)
        try WorkerProgram.run(["inspect"] + arguments + ["--format", "text", "--", bundle])
    }

    /// The inspection as a document.
    ///
    /// - Throws: `ErrorReport`: `not-found`, the reason for a refusal, or `no-worker`.
    func report() throws -> RehearsalReport {
        try Paths.checkThere(bundle)
        let said = try WorkerProgram.output(of: ["inspect"] + arguments + ["--format", "ndjson", "--", bundle])
        if let refusal = WorkerRefusal(in: said.text) { throw refusal.report }
        let lines = said.text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        guard said.status == 0, let inspection = lines.compactMap(\.inspection).first else {
            throw ErrorReport(
                "no-worker", "uae-worker gave no answer", hint: "is it of this version? uae-worker --version")
        }
        return RehearsalReport(
            inspection: inspection, warnings: lines.compactMap(\.details).first?.warnings ?? [], picture: picture)
    }

    /// A line of the worker's output. The keys in it are those of ``ControlAPI/InspectionReport``.
    private struct Line: Decodable {
        struct Details: Decodable { var warnings: [String] }
        var inspection: InspectionReport?
        var details: Details?

        private enum CodingKeys: String, CodingKey { case inspection }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            inspection = try container.decodeIfPresent(InspectionReport.self, forKey: .inspection)
            details = try container.decodeIfPresent(Details.self, forKey: .inspection)
        }
    }
}
