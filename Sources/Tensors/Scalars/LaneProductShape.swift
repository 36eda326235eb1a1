// SPDX-License-Identifier: Apache-2.0
/// Sizes of a product in lanes: coefficients C [rows, columns], whose rows begin `coefficientDistance` vectors apart,
/// and operands in rows of `length` elements, which begin `rowDistance` vectors apart.
public struct LaneProductShape: Sendable {
    public var rows: Int
    public var columns: Int
    public var length: Int
    public var rowDistance: Int
    public var coefficientDistance: Int

    /// Distances count vectors.
    public init(rows: Int, columns: Int, length: Int, rowDistance: Int, coefficientDistance: Int) {
        self.rows = rows
        self.columns = columns
        self.length = length
        self.rowDistance = rowDistance
        self.coefficientDistance = coefficientDistance
    }
}
