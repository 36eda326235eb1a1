// SPDX-License-Identifier: Apache-2.0
import Base

/// What `uae-worker verify` found.
public struct VerificationReport: Codable, Equatable, Sendable {
    public struct Check: Codable, Equatable, Sendable {
        /// A stable word: `digests`, `manifest`, `samples`, `statistics`, `run`, `replay`.
        public var name: String
        public var ok: Bool
        /// What was found, in a sentence.
        public var message: String
    }

    public var schema = 1
    public var folder: String
    public var checks: [Check]

    public var isRight: Bool { checks.allSatisfy(\.ok) }

    /// - Parameter isOneLine: else indented. Ended by a newline.
    public func json(isOneLine: Bool) throws -> [UInt8] {
        try isOneLine ? CanonicalJSON.line(self) + [UInt8(ascii: "\n")] : CanonicalJSON.document(self)
    }

    /// - Parameter faults: what is wrong, a phrase each; none: `message` says what is right.
    mutating func add(_ name: String, _ message: String, faults: [String] = []) {
        let some = faults.prefix(5).joined(separator: "; ")
        let more = faults.count > 5 ? " and \(faults.count - 5) more" : ""
        checks.append(Check(name: name, ok: faults.isEmpty, message: faults.isEmpty ? message : some + more))
    }

    /// - Returns: nil where what `look` reads is damaged, truncated or gone: that is the fault of this check then.
    mutating func unlessDamaged<Found>(_ name: String, _ look: () throws -> Found) throws -> Found? {
        do {
            return try look()
        } catch let failure as Failure where [.refused, .incomplete].contains(failure.kind) {
            add(name, "", faults: ["\(failure)"])
            return nil
        }
    }
}
