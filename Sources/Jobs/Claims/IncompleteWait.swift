// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Waits for the rest of a claimed bundle: it is looked at again when its tree has changed and is quiet, and given up
/// when nothing comes for too long.
public struct IncompleteWait: Sendable {
    public enum Verdict: Sendable {
        case wait, lookAgain, giveUp
    }

    /// The tree as it was when it was found incomplete; nil where that is not known any more.
    private let baseline: TreeSignature?
    public var knowsBaseline: Bool { baseline != nil }
    private let timeout: Double
    private let rescan: Double
    private var settling: Settling
    private var last: TreeSignature?
    private var lastChange: Date
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
