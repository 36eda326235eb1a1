// SPDX-License-Identifier: Apache-2.0
import Base

/// What `uae-worker verify` found.
public struct VerificationReport: Codable, Equatable, Sendable {
    /// The outcome of one check.
    public struct Check: Codable, Equatable, Sendable {
        /// A stable word: `publication`, `digests`, `manifest`, `samples`, `statistics`, `run`, `replay`.
        public var name: String
        public var ok: Bool
        /// What was found, in one sentence.
        public var message: String
    }

    public var schema = 1
    public var folder: String
    public var checks: [Check]

    /// Whether all checks have passed.
    public var isRight: Bool { checks.allSatisfy(\.ok) }

    /// The report as JSON, followed by a newline.
    ///
    /// - Parameter isOneLine: one line if true, indented if false.
    public func json(isOneLine: Bool) throws -> [UInt8] {
        try isOneLine ? CanonicalJSON.line(self) + [UInt8(ascii: "\n")] : CanonicalJSON.document(self)
    }

    /// - Parameter faults: what is wrong, in a phrase each. Without any, `message` states what is right.
    mutating func add(_ name: String, _ message: String, faults: [String] = []) {
        let some = faults.prefix(5).joined(separator: "; ")
        let more = faults.count > 5 ? " and \(faults.count - 5) more" : ""
        checks.append(Check(name: name, ok: faults.isEmpty, message: faults.isEmpty ? message : some + more))
    }

    /// What `look` returns; nil if the data that it reads are damaged, truncated or missing, which
    /// becomes this check's fault.
    mutating func unlessDamaged<Found>(_ name: String, _ look: () throws -> Found) throws -> Found? {
        do {
            return try look()
        } catch let failure as Failure where [.refused, .incomplete].contains(failure.kind) {
            add(name, "", faults: ["\(failure)"])
            return nil
        }
    }
}
