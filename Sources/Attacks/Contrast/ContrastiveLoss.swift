// SPDX-License-Identifier: Apache-2.0
import Glibc

/// SimCLR's NT-Xent loss of one sample's R pairs of views against fixed reference embeddings, with its gradients.
///
/// With h = g/max(‖g‖₂, 10⁻⁶), a = h_ra, b = h_rb: D(p) = exp(aᵀb/τ) + Σ_n exp(pᵀh_n/τ),
///
/// ℓ = mean_r [log D(a) + log D(b) − 2aᵀb/τ]. It is computed in double precision, because its few thousand numbers cost
/// little beside the model's millions.
struct ContrastiveLoss {
    /// ℓ
    private(set) var value = 0.0
    /// ∂ℓ/∂g of the views a1, b1, a2, b2, …: 2R·P values.
    private(set) var gradient: [Double]

    /// - Parameters:
    ///   - views: g of the views a1, b1, a2, b2, …: 2R·P values.
    ///   - P: the embedding's length.
    ///   - reference: h_n, M·P values.
    ///   - excluded: the rows of the reference that belong to the sample itself.
    init(views: [Double], width P: Int, reference: [Double], excluded: Range<Int>, temperature τ: Double) {
        gradient = Array(repeating: 0, count: views.count)
        let pairs = views.count / (2 * P)
        for pair in 0..<pairs {
            let (a, b) = (UnitVector(views, 2 * pair * P, P), UnitVector(views, (2 * pair + 1) * P, P))
            let positive = a.dot(b.values, at: 0) / τ
            var slopes = [a, b].map { _ in [Double](repeating: 0, count: P) }
            for (side, (p, other)) in [(a, b), (b, a)].enumerated() {
                let row = SoftmaxRow(p, positive: positive, reference: reference, excluded: excluded, τ)
                value += (row.logSum - positive) / Double(pairs)
                // The gradient of log D(p) in p, and that of −aᵀb/τ, which depends on both sides.
                for k in 0..<P {
                    slopes[side][k] += row.slope[k] + (row.share - 1) / τ * other.values[k]
                    slopes[1 - side][k] += (row.share - 1) / τ * p.values[k]
                }
            }
            for (side, (unit, slope)) in zip([a, b], slopes).enumerated() {
                let pulled = unit.pullBack(slope)
                for k in 0..<P { gradient[(2 * pair + side) * P + k] = pulled[k] / Double(pairs) }
            }
        }
    }
}

/// log D(p) and its parts.
private struct SoftmaxRow {
    let logSum: Double
    /// exp(aᵀb/τ) / D(p)
    let share: Double
    /// Σ_n exp(pᵀh_n/τ) h_n / (τ D(p))
    let slope: [Double]

    init(_ p: UnitVector, positive: Double, reference: [Double], excluded: Range<Int>, _ τ: Double) {
        let P = p.values.count
        let rows = (0..<reference.count / P).filter { !excluded.contains($0) }
        let exponents = rows.map { p.dot(reference, at: $0 * P) / τ }
        let largest = max(positive, exponents.max() ?? positive)
        let weights = exponents.map { exp($0 - largest) }
        let own = exp(positive - largest)
        let sum = own + weights.reduce(0, +)
        var slope = [Double](repeating: 0, count: P)
        for (row, weight) in zip(rows, weights) {
            for k in 0..<P { slope[k] += weight / (sum * τ) * reference[row * P + k] }
        }
        logSum = largest + log(sum)
        share = own / sum
        self.slope = slope
    }
}

/// h = g/max(‖g‖₂, 10⁻⁶)
struct UnitVector {
    let values: [Double]
    private let norm: Double
    private let isFloored: Bool

    init(_ g: [Double], _ offset: Int, _ count: Int) {
        let raw = g[offset..<offset + count]
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        isFloored = length <= 1e-6
        let norm = max(length, 1e-6)
        self.norm = norm
        values = raw.map { $0 / norm }
    }

    func dot(_ other: [Double], at offset: Int) -> Double {
        var sum = 0.0
        for (k, value) in values.enumerated() { sum += value * other[offset + k] }
        return sum
    }

    /// Jᵀv = (v − h hᵀv)/‖g‖; where the norm is floored, v/10⁻⁶.
    func pullBack(_ v: [Double]) -> [Double] {
        let along = isFloored ? 0 : dot(v, at: 0)
        return zip(v, values).map { ($0 - along * $1) / norm }
    }
}
