// SPDX-License-Identifier: Apache-2.0
/// level/levels, correctly rounded.
func unit(_ level: Int, of levels: Int) -> Float {
    Float(Double(level) / Double(levels))
}

/// The level nearest to `value`·levels, ties to even; values outside of [0, 1] are clipped, and NaN gives 0.
func nearestLevel(_ value: Float, of levels: Int) -> Int {
    let clipped = value > 0 ? min(Double(value), 1) : 0
    return Int((clipped * Double(levels)).rounded(.toNearestOrEven))
}
