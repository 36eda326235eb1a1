// SPDX-License-Identifier: Apache-2.0
import Base

/// What one pass over an array of real numbers finds, element by element of a sample.
struct ArraySummary: Sendable {
    private(set) var least: [Double]
    private(set) var greatest: [Double]
    private(set) var mean: [Double]
    private var squares: [Double]
    private let count: Int

    /// The standard deviation, with the count as divisor; 1 for an element that never varies.
    var deviation: [Double] {
        squares.map {
            let deviation = ($0 / Double(count)).squareRoot()
            return deviation > 0 ? deviation : 1
        }
    }

    /// Bytes that are looked at together.
    private static let block = 1 << 20
    private static let largest = 1e100

    /// - Throws: `Failure` (refused) if a number is not finite, or beyond 10¹⁰⁰.
    init(_ array: ArrayBytes) throws {
        let (type, d) = (array.type, array.elements)
        count = array.count
        least = [Double](repeating: .infinity, count: d)
        greatest = [Double](repeating: -.infinity, count: d)
        mean = [Double](repeating: 0, count: d)
        squares = [Double](repeating: 0, count: d)
        let samples = max(1, Self.block / max(1, array.sampleBytes))
        for start in stride(from: 0, to: count, by: samples) {
            let bytes = try array.bytes(of: start..<min(start + samples, count))
            for place in 0..<bytes.count / type.size {
                let number = type.real(type.bits(bytes, at: place * type.size))
                let sample = start + place / d
                // The squares of larger numbers are no numbers of 64 bits.
                guard number.magnitude <= Self.largest else {
                    throw Failure.refused(
                        "not-finite", "holds \(number.isNaN ? "NaN" : "\(number)") in sample \(sample)",
                        hint: "numpy.save(\"data.npy\", numpy.nan_to_num(array)), or leave the sample out",
                        file: array.name)
                }
                add(number, element: place % d, seen: sample + 1)
            }
        }
    }

    /// Welford's method (1962).
    private mutating func add(_ number: Double, element: Int, seen: Int) {
        least[element] = min(least[element], number)
        greatest[element] = max(greatest[element], number)
        let difference = number - mean[element]
        mean[element] += difference / Double(seen)
        squares[element] += difference * (number - mean[element])
    }
}
