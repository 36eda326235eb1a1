// SPDX-License-Identifier: Apache-2.0
extension Int {
    /// The sum, at most `Int.max`: only the file system bounds the size of a sparse file, so sums of sizes may
    /// overflow.
    public func saturatingAdd(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    /// The value rounded towards zero, or the nearest `Int` if it is out of range; 0 for NaN.
    public init(saturating value: Double) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
