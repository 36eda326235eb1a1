// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Seeded numbers and shapes for tests.
struct Draw {
    private var stream: RandomStream

    init(_ seed: Int) {
        stream = RandomStream(seed: UInt64(seed), sample: 0, purpose: .gaussianNoise)
    }

    /// Uniform in `range`.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(stream.integer(below: UInt32(range.count)))
    }

    mutating func choice<T>(_ values: [T]) -> T { values[integer(0...values.count - 1)] }

    /// Standard normal values that float32 holds exactly, so that both precisions start from the same numbers.
    mutating func numbers(_ count: Int) -> [Double] {
        (0..<count).map { _ in Double(Float(stream.gaussian())) }
    }

    mutating func tensor(_ shape: [Int]) -> Tensor<Double> {
        Tensor(shape: shape, elements: numbers(shape.reduce(1, *)))
    }
}

extension [Double] {
    var single: [Float] { map { Float($0) } }
}

/// ⟨a, b⟩
func inner(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) and \(b.count) values")
    return zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// Largest difference in units of the largest expected value; infinite where one is not a number.
func relativeError(_ values: [Float], _ expected: [Double]) -> Double {
    precondition(values.count == expected.count, "\(values.count) values, not \(expected.count)")
    let scale = Swift.max(expected.map(abs).max() ?? 0, 1e-30)
    return zip(values, expected).map { abs(Double($0) - $1) }.reduce(0) { $1.isNaN ? .infinity : Swift.max($0, $1) }
        / scale
}

/// Whether two inner products agree to rounding, the size of their terms being `scale`.
func agree(_ one: Double, _ other: Double, scale: Double = 1, tolerance: Double = 1e-11) -> Bool {
    abs(one - other) <= tolerance * Swift.max(1, scale, abs(one))
}

/// (f(x + hv) − f(x − hv)) / 2h
func centralDifference(_ x: [Double], _ v: [Double], _ f: ([Double]) -> Double) -> Double {
    let h = 1e-6
    let ahead = zip(x, v).map { $0 + h * $1 }
    let behind = zip(x, v).map { $0 - h * $1 }
    return (f(ahead) - f(behind)) / (2 * h)
}
