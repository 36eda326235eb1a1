// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

/// The failure that uae-worker reports in its events.
struct WorkerRefusal: Decodable {
    private struct Line: Decodable { var failure: WorkerRefusal }

    var code: String
    var message: String
    var hint: String?
    var file: String?

    /// Finds the first failure; nil if the worker has reported none.
    ///
    /// - Parameter text: the worker's standard output, NDJSON.
    init?(in text: String) {
        let lines = text.split(separator: "\n").lazy
        let failures = lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)).failure }
        guard let failure = failures.first else { return nil }
        self = failure
    }

    /// The failure as an error of uaectl's own.
    var report: ErrorReport {
        ErrorReport(code, [file, message].compactMap(\.self).joined(separator: ": "), hint: hint)
    }
}
