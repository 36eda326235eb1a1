// SPDX-License-Identifier: Apache-2.0
/// Philox 4×32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3" (SC 2011): for every 64-bit key a bijection of 128-bit counters. Its output is a function of key and
/// counter alone, so it does not depend on earlier draws.
public struct Philox: Sendable {
    /// A counter, or the four words that it maps to.
    public typealias Block = SIMD4<UInt32>

    public let key: SIMD2<UInt32>

    /// A generator for one 64-bit key.
    public init(key: SIMD2<UInt32>) {
        self.key = key
    }

    /// The four words at `counter`, after ten rounds.
    public func block(_ counter: Block) -> Block {
        var state = counter
        var roundKey = key
        for _ in 0..<10 {
            state = Self.round(state, roundKey)
            roundKey &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return state
    }

    private static func round(_ state: Block, _ key: SIMD2<UInt32>) -> Block {
        let (high0, low0) = UInt32(0xD251_1F53).multipliedFullWidth(by: state.x)
        let (high1, low1) = UInt32(0xCD9E_8D57).multipliedFullWidth(by: state.z)
        return Block(high1 ^ state.y ^ key.x, low1, high0 ^ state.w ^ key.y, low0)
    }
}
