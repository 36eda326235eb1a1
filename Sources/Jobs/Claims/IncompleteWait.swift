// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Waits for the rest of a claimed bundle, which is inspected again once its tree has changed and is quiet, and given
/// up if nothing changes for too long.
public struct IncompleteWait: Sendable {
    /// What to do with the job after a look.
    public enum Verdict: Sendable {
        case wait, lookAgain, giveUp
    }

    /// The tree when it was found incomplete; nil if that is not known any more.
    private let baseline: TreeSignature?
    /// Whether the tree is known as it was when it was found incomplete.
    public var knowsBaseline: Bool { baseline != nil }
    private let timeout: Double
    private let rescan: Double
    private var settling: Settling
    private var last: TreeSignature?
    private var lastChange: Date
    /// When to look at the tree again.
    public private(set) var nextLook: Date

    /// - Parameters:
    ///   - since: when the wait began.
    ///   - settle: seconds that the tree must be quiet.
    ///   - timeout: seconds without a change after which the bundle is given up.
    ///   - rescan: seconds between two looks.
    public init(
        baseline: TreeSignature?, since: Date, settle: Double, timeout: Double, rescan: Double, now: Date
    ) {
        self.baseline = baseline
        self.timeout = timeout
        self.rescan = rescan
        settling = Settling(time: settle, now: now)
        last = baseline
        lastChange = since
        nextLook = now
    }

    /// Compares the tree with earlier looks.
    ///
    /// - Parameters:
    ///   - signature: of the tree.
    ///   - now: the time of this look.
    public mutating func look(_ signature: TreeSignature, at now: Date) -> Verdict {
        if signature != last { (last, lastChange) = (signature, now) }
        guard signature == baseline else {
            if settling.look(signature, at: now) { return .lookAgain }
            nextLook = settling.nextLook
            return .wait
        }
        let end = lastChange + timeout
        nextLook = min(end, now + rescan)
        return now >= end ? .giveUp : .wait
    }
}
