// SPDX-License-Identifier: Apache-2.0
import Base

/// `NAME.job17.claimed` and its kin: names that uaed gives to what it has taken.
public struct ClaimName: Sendable, Equatable {
    public enum Suffix: String, Sendable, CaseIterable {
        case claimed, done, failed, cancelled
        /// The file beside a failed input that says why.
        case reason = "failed.json"
        /// The file beside an open job's input that says how it is.
        case status = "status.txt"
    }

    public var bundle: String
    public var job: Int
    public var suffix: Suffix

    public init(bundle: String, job: Int, _ suffix: Suffix) {
        self.bundle = bundle
        self.job = job
        self.suffix = suffix
    }

    /// A greater number is none of ours.
    static let mostJob = 1 << 53

    /// nil where `name` is not of our form.
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

    public var name: String { "\(bundle).job\(job).\(suffix.rawValue)" }

    /// It is the input itself, not a file beside it.
    public var isInput: Bool { suffix != .reason && suffix != .status }

    /// The input will not change any more: it needs no watch.
    public var isFinished: Bool { suffix != .claimed }
}

/// Names in an inbox that are no bundles.
public enum IgnoredName {
    /// Hidden files, copies under way, other programs' droppings, and names of our own form.
    public static func matches(_ name: String) -> Bool {
        name.isHidden || name.hasSuffix("~") || name == "@eaDir"
            || [".part", ".filepart", ".tmp"].contains(where: name.hasSuffix) || ClaimName(name) != nil
    }
}
