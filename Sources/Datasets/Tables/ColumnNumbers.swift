// SPDX-License-Identifier: Apache-2.0
/// The numbers of a column, summarised in constant memory.
struct ColumnNumbers: Sendable {
    private(set) var count = 0
    private(set) var least = DecimalNumber(mantissa: 0, decimals: 0)
    private(set) var greatest = DecimalNumber(mantissa: 0, decimals: 0)
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity
    /// The largest number of decimals in a cell.
    private(set) var decimals = 0
    private(set) var isWhole = true
    /// Whether each number is one more than the number before it, from 0 or from 1.
    private(set) var isCount = true
    private var sum = 0.0
    private var compensation = 0.0
    private var runningMean = 0.0
    private var squares = 0.0

    var mean: Double { (sum + compensation) / Double(count) }

    /// The standard deviation, with the count as divisor; 1 for a constant column.
    var deviation: Double {
        let deviation = (squares / Double(max(1, count))).squareRoot()
        return deviation > 0 ? deviation : 1
    }

    mutating func add(_ number: DecimalNumber) {
        let value = number.value
        isCount = isCount && (count == 0 ? value == 0 || value == 1 : value == minimum + Double(count))
        count += 1
        if value < minimum { (minimum, least) = (value, number) }
        if value > maximum { (maximum, greatest) = (value, number) }
        decimals = max(decimals, number.decimals)
        isWhole = isWhole && number.isWhole
        // Neumaier's summation, so that the mean loses no digits over many rows.
        let next = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
        // Welford's method (1962).
        let difference = value - runningMean
        runningMean += difference / Double(count)
        squares += difference * (value - runningMean)
    }

    /// Decimals of the storage grid: 0 for whole numbers, else the most that a cell has, but enough for steps of 1/1000
    /// of the range; at most 60, and no more than 64 bits hold.
    var storedDecimals: Int {
        if isWhole { return 0 }
        var places = decimals
        let range = maximum - minimum
        while range > 0, places < Self.mostDecimals, DecimalNumber.power(places) * range < 1000 { places += 1 }
        places = min(places, Self.mostDecimals)
        let fits = { (places: Int) in
            least.scaled(toDecimals: places) != nil && greatest.scaled(toDecimals: places) != nil
        }
        while places > 0, !fits(places) { places -= 1 }
        return places
    }

    private static let mostDecimals = 60
}

extension DecimalNumber {
    /// 10^places.
    static func power(_ places: Int) -> Double {
        places <= 22 ? powersOfTen[places] : Double("1e\(places)")!
    }
}
