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

    mutating func wait(_ candidate: Candidate, for missing: Candidate.Missing) {
        switch missing {
        case .checkpoint:
            report(
                candidate, "waiting-for-checkpoint", "waits for its checkpoint, \(candidate.name).onnx or another",
                hint: "cp model.onnx '\(path(candidate.name)).onnx'")
        case .architecture:
            report(
                candidate, "waiting-for-checkpoint",
                "waits for the layers of its checkpoint, \(candidate.name).architecture.json",
                hint: "cp model.architecture.json '\(path(candidate.name)).architecture.json'")
        case .dataset:
            report(
                candidate, "waiting-for-dataset", "waits for its dataset, \(candidate.name).csv or another",
                hint: "cp data.csv '\(path(candidate.name)).csv'")
        }
    }

    mutating func report(unreadable: String, _ candidate: Candidate) {
        let target = path(candidate)
        report(
            candidate, "unreadable", "uaed may not read \(unreadable)",
            hint: "chmod -R g+rX '\(target)'; or hand it over: uaectl submit '\(target)'")
    }
}
