// SPDX-License-Identifier: Apache-2.0
import Base

/// `NAME.job17.claimed` and its relatives: the names that uaed gives to a claim, and to the files beside it.
public struct ClaimName: Sendable, Equatable {
    /// What follows the job's number.
    public enum Suffix: String, Sendable, CaseIterable {
        case claimed, done, failed, cancelled
        /// The file beside a failed input that gives the reason.
        case reason = "failed.json"
        /// The file beside an open job's input that describes the job's present state.
        case status = "status.txt"
    }

    public var bundle: String
    public var job: Int
    public var suffix: Suffix

    /// Memberwise initialiser.
    public init(bundle: String, job: Int, _ suffix: Suffix) {
        self.bundle = bundle
        self.job = job
        self.suffix = suffix
    }

    /// uaed gives out no greater job number.
    static let mostJob = 1 << 53

    /// Parses a name; nil if it does not have this form.
    public init?(_ name: String) {
        guard let suffix = Suffix.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else { return nil }
        let rest = name.dropLast(suffix.rawValue.count + 1)
        guard let dot = rest.lastIndex(of: "."), dot > rest.startIndex else { return nil }
        let word = rest[rest.index(after: dot)...]
        let digits = word.dropFirst(3)
        guard word.hasPrefix("job"), digits.first != "0", digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let job = Int(digits), job <= Self.mostJob
        else { return nil }
        self.init(bundle: String(rest[..<dot]), job: job, suffix)
    }

    /// `BUNDLE.jobN.SUFFIX`.
    public var name: String { "\(bundle).job\(job).\(suffix.rawValue)" }

    /// Whether it names the input itself, not a file beside it.
    public var isInput: Bool { suffix != .reason && suffix != .status }

    /// Whether it is not the input of an open job: the entry needs no watch.
    public var isFinished: Bool { suffix != .claimed }
}
