// SPDX-License-Identifier: Apache-2.0
import Base

/// The map between one attacked column's cells and [0, 1], in whole steps of the last decimal so
/// that rounding adds no noise.
///
/// A cell c has the index k = c·10^decimals and the value x = origin + (k − first)·step.
struct ColumnGrid: Sendable {
    let name: String
    /// The column's place in the table, from 0.
    let column: Int
    /// A column of true and false; nil for numbers.
    let words: BooleanWords?
    private let style: CellStyle
    let decimals: Int
    /// Decimals in the written text: whole numbers that the table spells "3.0" keep that form.
    let writtenDecimals: Int
    /// The indices of the least and the greatest storable cell.
    let first: Int64
    let last: Int64
    let step: Double
    let origin: Double
    /// The value that stands for a missing cell.
    let mean: Float
    /// Whether the column never varies: the model reads it and no attack changes it.
    let isConstant: Bool
    /// cell = scale·x + offset.
    let scale: Double
    let offset: Double

    /// - Parameter bounds: the cells that become 0 and 1; nil takes the column's own minimum and maximum.
    /// - Throws: `Failure` (refused) if the column reaches beyond `bounds`.
    init(
        _ statistics: ColumnStatistics, column: Int, style: CellStyle, bounds: (min: Double, max: Double)?, file: String
    ) throws {
        self.style = style
        name = statistics.name
        self.column = column
        words = statistics.words
        let places = statistics.values.storedDecimals
        decimals = places
        writtenDecimals = statistics.values.isWhole ? min(statistics.values.decimals, 18) : places
        let least = statistics.values.least.scaled(toDecimals: places) ?? 0
        let greatest = statistics.values.greatest.scaled(toDecimals: places) ?? 0
        isConstant = least == greatest
        guard let bounds else {
            (first, last, origin) = (least, greatest, 0)
            step = isConstant ? 0 : 1 / (Double(greatest) - Double(least))
            scale = isConstant ? 0 : statistics.values.maximum - statistics.values.minimum
            offset = statistics.values.minimum
            mean = isConstant ? 0 : Float(min(max((statistics.values.mean - offset) / scale, 0), 1))
            return
        }
        guard bounds.min <= statistics.values.minimum, statistics.values.maximum <= bounds.max, bounds.min < bounds.max,
            let least = DecimalNumber(bounds.min)?.scaled(toDecimals: places, .up),
            let greatest = DecimalNumber(bounds.max)?.scaled(toDecimals: places, .down)
        else {
            throw Failure.refused(
                "out-of-range",
                "column \"\(name)\" reaches from \(statistics.values.minimum) to \(statistics.values.maximum), beyond "
                    + "\(bounds.min)…\(bounds.max)", hint: "set [input] min and max, or scale = \"minmax\"", file: file)
        }
        // Only true and false can be written into a column of words, whatever its bounds are.
        first = words == nil ? least : max(least, 0)
        last = words == nil ? greatest : min(greatest, 1)
        scale = bounds.max - bounds.min
        offset = bounds.min
        step = 1 / (DecimalNumber.power(places) * scale)
        origin = (DecimalNumber(mantissa: first, decimals: places).value - bounds.min) / scale
        mean = Float(min(max((statistics.values.mean - offset) / scale, 0), 1))
    }

    /// The value x of the cell with this index, in [0, 1].
    func value(_ index: Int64) -> Float {
        Float(min(max(origin + (Double(index) - Double(first)) * step, 0), 1))
    }

    /// The storable index nearest to `value`, ties to even.
    func index(_ value: Float) -> Int64 {
        guard step > 0, value == value else { return first }
        let steps = ((Double(value) - origin) / step).rounded(.toNearestOrEven)
        let most = Double(last) - Double(first)
        guard steps < most else { return last }
        return steps <= 0 ? first : min(first + Int64(steps), last)
    }

    func text(_ index: Int64) -> String {
        if let word = index == 0 ? words?.no : words?.yes { return String(decoding: word, as: UTF8.self) }
        return style.spelled(DecimalNumber.text(index, decimals: decimals, written: writtenDecimals))
    }

    /// The storable index of a cell; nil if it is missing.
    func index(ofCell cell: ArraySlice<UInt8>) -> Int64? {
        if let words { return words.value(cell) }
        guard case .number(let number) = style.cell(cell) else { return nil }
        return number.scaled(toDecimals: decimals)
    }
}
