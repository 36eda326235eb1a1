// SPDX-License-Identifier: Apache-2.0
extension Int {
    /// Sizes of sparse files have no bound but that of their file system: their sum stays at the greatest number.
    public func saturatingAdd(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    /// The nearest number; 0 for what is none.
    public init(saturating value: Double) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
