// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Watches one bundle become quiet: two equal looks, a settle time apart; the time doubles while it changes.
struct Settling: Sendable {
    /// The time is not doubled beyond this factor.
    static let mostPatience = 8.0

    let time: Double
    private var signature: TreeSignature?
    private var patience = 1.0
    private(set) var nextLook: Date

    init(time: Double, now: Date) {
        self.time = time
        nextLook = now
    }

    /// - Returns: true where the bundle has settled.
    mutating func look(_ signature: TreeSignature, at now: Date) -> Bool {
        if let before = self.signature {
            if before == signature {
                if now >= nextLook { return true }
                return false
            }
            patience = min(patience * 2, Self.mostPatience)
        }
        self.signature = signature
        nextLook = now + time * patience
        return false
    }
}
