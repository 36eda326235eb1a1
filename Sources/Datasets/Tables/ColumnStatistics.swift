// SPDX-License-Identifier: Apache-2.0
/// What one pass over a table finds out about a column, in constant memory.
struct ColumnStatistics: Sendable {
    let name: String
    private(set) var numbers = 0
    private(set) var missing = 0
    /// The first cell that is not a number, with its line; at most 40 bytes of it, for messages.
    private(set) var firstText: (line: Int, text: String)?
    private(set) var firstInfinite: Int?
    private(set) var least = DecimalNumber(mantissa: 0, decimals: 0)
    private(set) var greatest = DecimalNumber(mantissa: 0, decimals: 0)
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity
    /// The largest number of decimals in a cell.
    private(set) var decimals = 0
    private(set) var isWhole = true
    private var sum = 0.0
    private var compensation = 0.0

    init(name: String) {
        self.name = name
    }

    var isNumeric: Bool { numbers > 0 && firstText == nil }
    var mean: Double { (sum + compensation) / Double(numbers) }

    mutating func add(_ cell: ArraySlice<UInt8>, line: Int) {
        switch DecimalNumber.cell(cell) {
        case .missing: missing += 1
        case .infinite: firstInfinite = firstInfinite ?? line
        case .text: firstText = firstText ?? (line, String(decoding: cell.prefix(40), as: UTF8.self))
        case .number(let number): add(number)
        }
    }

    private mutating func add(_ number: DecimalNumber) {
        let value = number.value
        numbers += 1
        if value < minimum { (minimum, least) = (value, number) }
        if value > maximum { (maximum, greatest) = (value, number) }
        decimals = max(decimals, number.decimals)
        isWhole = isWhole && number.isWhole
        // Neumaier's summation, so that the mean loses no digits over many rows.
        let next = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
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
