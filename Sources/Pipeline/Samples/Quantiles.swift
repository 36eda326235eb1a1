// SPDX-License-Identifier: Apache-2.0
/// Location and spread of some numbers, as `statistics.json` holds them.
struct Distribution: Codable, Equatable, Sendable {
    let count: Int
    let mean: Double
    /// The sample standard deviation (n − 1); 0 for a single number.
    let sd: Double
    let min: Double
    let q05: Double
    let q25: Double
    let median: Double
    let q75: Double
    let q95: Double
    let max: Double

    /// nil without numbers.
    init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        count = values.count
        self.mean = mean
        sd = values.count > 1 ? (squares / (n - 1)).squareRoot() : 0
        min = sorted[0]
        q05 = Self.quantile(sorted, 0.05)
        q25 = Self.quantile(sorted, 0.25)
        median = Self.quantile(sorted, 0.5)
        q75 = Self.quantile(sorted, 0.75)
        q95 = Self.quantile(sorted, 0.95)
        max = sorted[sorted.count - 1]
    }

    /// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, NumPy's default).
    static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let place = p * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        let share = place - Double(below)
        return sorted[below] + share * (sorted[below + 1] - sorted[below])
    }
}

/// A share of trials with its 95 % confidence interval.
struct Proportion: Equatable, Sendable {
    let successes: Int
    let trials: Int

    /// nil without trials.
    var value: Double? { trials == 0 ? nil : Double(successes) / Double(trials) }

    /// Wilson's score interval (1927): (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = Φ⁻¹(0.975).
    var interval: [Double]? {
        guard let p = value else { return nil }
        let z = 1.959963984540054
        let n = Double(trials)
        let center = p + z * z / (2 * n)
        let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return [Swift.max(0, (center - spread) / scale), Swift.min(1, (center + spread) / scale)]
    }
}
