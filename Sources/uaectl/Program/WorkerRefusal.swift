// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// Why uae-worker could not do what it was asked, as its events tell it.
struct WorkerRefusal: Decodable {
    private struct Line: Decodable { var failure: WorkerRefusal }

    var code: String
    var message: String
    var hint: String?
    var file: String?

    /// - Parameter text: what the worker wrote to standard output; nil where no line of it tells of a failure.
    init?(in text: String) {
        let lines = text.split(separator: "\n").lazy
        let failures = lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)).failure }
        guard let failure = failures.first else { return nil }
        self = failure
    }

    /// The same as uaectl's own.
    var report: ErrorReport {
        ErrorReport(code, [file, message].compactMap(\.self).joined(separator: ": "), hint: hint)
    }
}
