// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// An entry of an inbox that is not a job yet, and why.
public struct PendingBundle: Sendable, Equatable {
    public var name: String
    public var path: String
    /// `settling`, `waiting-for-checkpoint`, `waiting-for-dataset`, `unreadable`, `cannot-claim`, `ignored`.
    public var state: String
    public var reason: String
    public var hint: String?
    public var nextLook: Date?
}

/// Reports on candidates that are not claimed yet.
extension Intake {
    mutating func report(
        _ candidate: Candidate, _ state: String, _ reason: String, hint: String? = nil, nextLook: Date? = nil
    ) {
        pending.append(
            PendingBundle(
                name: candidate.name, path: path(candidate), state: state,
                reason: reason, hint: hint, nextLook: nextLook))
    }

    func path(_ candidate: Candidate) -> String { path(candidate.entries.first ?? candidate.name) }

    /// - Parameter others: files of a folder whose names say nothing about them.
    mutating func wait(_ candidate: Candidate, for missing: Candidate.Missing, beside others: [String] = []) {
        // Loose files are joined by their stem, files of a folder by the folder.
        let stem = candidate.form == .folder ? path(candidate.name) + "/" : path(candidate.name) + "."
        let name = candidate.form == .folder ? "a file " : candidate.name + "."
        let (state, wanted, ending, source) =
            switch missing {
            case .checkpoint: ("waiting-for-checkpoint", "its checkpoint", "onnx", "model.onnx")
            case .architecture:
                (
                    "waiting-for-checkpoint", "the layers of its checkpoint", "architecture.json",
                    "model.architecture.json"
                )
            case .dataset: ("waiting-for-dataset", "its dataset", "csv", "data.csv")
            }
        let file = candidate.form == .folder ? source : ending
        let held = others.isEmpty ? "" : "; it holds " + others.joined(separator: ", ")
        report(
            candidate, state, "waits for \(wanted), \(name)\(file) or another\(held)",
            hint: "cp \(source) '\(stem)\(file)'")
    }

    mutating func report(unreadable: String, _ candidate: Candidate) {
        let target = path(candidate)
        report(
            candidate, "unreadable", "uaed may not read \(unreadable)",
            hint: "chmod -R g+rX '\(target)'; or hand it over: uaectl submit '\(target)'")
    }
}
