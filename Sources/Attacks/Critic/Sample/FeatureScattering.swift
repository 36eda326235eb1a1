// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Feature scattering (Zhang and Wang 2019) as in the paper's Table 13; our reading puts a sample's K maps in place of
/// the batch. D = ⟨P*, C⟩ with C_kl = 1 − cos(x_k, y_l), and P* is the entropic transport plan between uniform
/// marginals. The gradient treats P* as constant.
struct FeatureScattering<Scalar: CriticScalar>: RowDistance {
    var pair: RowPair<Scalar>

    func distance(gradient: inout [Scalar]?) -> Scalar {
        let K = shape.rows
        let cosines = (0..<K * K).map { Cosine(row(source, $0 / K), row(rows, $0 % K)) }
        let plan = Sinkhorn.plan(cosines.map { 1 - Double($0.value) }, size: K)
        var sum = 0.0
        for pair in cosines.indices {
            sum += plan[pair] * (1 - Double(cosines[pair].value))
            guard gradient != nil, plan[pair] > 1e-12 else { continue }
            cosines[pair].add(
                Scalar(-plan[pair]), row(source, pair / K), row(rows, pair % K), to: &gradient!,
                from: pair % K * shape.rowLength)
        }
        return Scalar(sum)
    }

    private func row(_ rows: [Scalar], _ k: Int) -> ArraySlice<Scalar> {
        rows[k * shape.rowLength..<(k + 1) * shape.rowLength]
    }
}

/// Sinkhorn's iteration (Cuturi 2013) for P* = argmin ⟨P, C⟩ − γH(P), P1 = Pᵀ1 = 1/K, in the logarithmic domain.
enum Sinkhorn {
    static let gamma = 0.01
    static let iterations = 50

    /// - Parameter cost: C, K×K, row by row.
    static func plan(_ cost: [Double], size K: Int) -> [Double] {
        let marginal = -Double.log(Double(K))
        var left = [Double](repeating: 0, count: K)
        var right = left
        for _ in 0..<iterations {
            for k in 0..<K { left[k] = marginal - logSum((0..<K).map { right[$0] - cost[k * K + $0] / gamma }) }
            for l in 0..<K { right[l] = marginal - logSum((0..<K).map { left[$0] - cost[$0 * K + l] / gamma }) }
        }
        return cost.indices.map { Double.exp(left[$0 / K] + right[$0 % K] - cost[$0] / gamma) }
    }

    private static func logSum(_ values: [Double]) -> Double {
        let largest = values.max() ?? 0
        var sum = 0.0
        for value in values { sum += Double.exp(value - largest) }
        return largest + Double.log(sum)
    }
}
