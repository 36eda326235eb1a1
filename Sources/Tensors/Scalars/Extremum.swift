// SPDX-License-Identifier: Apache-2.0
/// The rule of every maximum and minimum: among equals the first one wins, and what is not a number wins over any number, so
/// that no pooling or clipping hides it.
extension Real {
    /// Whether this number takes the place of `holder` as a maximum.
    @inlinable @inline(__always)
    public func beats(_ holder: Self) -> Bool { self > holder || (isNaN && !holder.isNaN) }

    /// The larger of two numbers; NaN if one is NaN.
    @inline(__always)
    static func larger(_ a: Self, _ b: Self) -> Self { b >= a || b.isNaN ? b : a }

    /// The smaller of two numbers; NaN if one is NaN.
    @inline(__always)
    static func smaller(_ a: Self, _ b: Self) -> Self { b < a || b.isNaN ? b : a }
}
