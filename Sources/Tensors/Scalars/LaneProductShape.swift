// SPDX-License-Identifier: Apache-2.0
/// Sizes of a product in lanes: C (rows × columns) of numbers, rows `coefficientDistance` vectors apart, against strips of
/// `length` elements of rows that lie `rowDistance` apart.
public struct LaneProductShape: Sendable {
    public var rows: Int
    public var columns: Int
    public var length: Int
    public var rowDistance: Int
    public var coefficientDistance: Int

    public init(rows: Int, columns: Int, length: Int, rowDistance: Int, coefficientDistance: Int) {
        self.rows = rows
        self.columns = columns
        self.length = length
        self.rowDistance = rowDistance
        self.coefficientDistance = coefficientDistance
    }
}
