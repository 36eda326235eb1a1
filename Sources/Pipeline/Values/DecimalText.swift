// SPDX-License-Identifier: Apache-2.0
/// Numbers formatted for people.
enum DecimalText {
    /// `value` with `digits` decimals.
    static func fixed(_ value: Double, _ digits: Int = 2) -> String {
        var power = 1.0
        for _ in 0..<digits { power *= 10 }
        guard value.isFinite, abs(value) * power < 1e15 else { return "\(value)" }
        let scaled = Int((abs(value) * power).rounded())
        let fraction = String(scaled % Int(power))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + String(scaled / Int(power))
            + (digits == 0 ? "" : "." + String(repeating: "0", count: digits - fraction.count) + fraction)
    }
}
