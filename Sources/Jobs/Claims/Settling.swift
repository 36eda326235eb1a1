// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Finds out when a bundle has settled: two equal looks, a settle time apart. That time doubles with each change before
/// it has settled; a bundle that waits for a file settles anew when the file comes.
struct Settling: Sendable {
    /// The settle time grows by at most this factor.
    static let mostPatience = 8.0

    let time: Double
    private var signature: TreeSignature?
    private var patience = 1.0
    private var hasSettled = false
    private(set) var nextLook: Date

    init(time: Double, now: Date) {
        self.time = time
        nextLook = now
    }

    /// Compares the bundle with the look before.
    ///
    /// - Returns: whether the bundle has settled.
    mutating func look(_ signature: TreeSignature, at now: Date) -> Bool {
        if let before = self.signature {
            if before == signature {
                hasSettled = hasSettled || now >= nextLook
                return hasSettled
            }
            patience = hasSettled ? 1 : min(patience * 2, Self.mostPatience)
        }
        hasSettled = false
        self.signature = signature
        nextLook = now + time * patience
        return false
    }
}
