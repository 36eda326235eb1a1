// SPDX-License-Identifier: Apache-2.0
import Tensors

/// NT-Xent (Chen et al. 2020): rows 2i and 2i + 1 are views of one sample. With unit vectors z and s_ik = z_i·z_k/τ it is
/// the mean over all rows i of −s_ip + log Σ_{k≠i} e^{s_ik}, p being the other view of i's sample.
struct ContrastiveLoss {
    let temperature: Double

    /// The loss of `rows` rows of `count` elements, and its gradient.
    func value<T: Real>(_ output: [T], _ rows: Int, _ count: Int, _ gradient: inout [T]) -> Double {
        precondition(rows % 2 == 0, "\(rows) rows are no pairs of views")
        let (z, lengths) = unit(output, rows, count)
        let scale = 1 / T(temperature)
        let products = Matrix.product(z, z, transposeB: true, m: rows, n: rows, k: count, alpha: scale)
        var slopes = [T](repeating: 0, count: rows * rows)
        var sum: Double = 0
        for i in 0..<rows {
            let others = (0..<rows).filter { $0 != i }
            let most = others.reduce(-T.infinity) { max($0, products[i * rows + $1]) }
            let total = others.reduce(T(0)) { $0 + T.exp(products[i * rows + $1] - most) }
            sum += Double(most + T.log(total) - products[i * rows + (i ^ 1)])
            for k in others {
                let share = T.exp(products[i * rows + k] - most) / total
                slopes[i * rows + k] = (share - (k == i ^ 1 ? 1 : 0)) * scale / T(rows)
            }
        }
        // s_ik counts in the rows of both i and k.
        var bars = Matrix.product(slopes, z, m: rows, n: count, k: rows)
        Matrix.multiply(slopes, transposeA: true, z, into: &bars, m: rows, n: count, k: rows, accumulate: true)
        for row in 0..<rows {
            let elements = row * count..<(row + 1) * count
            let along = elements.reduce(T(0)) { $0 + bars[$1] * z[$1] }
            for index in elements { gradient[index] = (bars[index] - along * z[index]) / lengths[row] }
        }
        return sum / Double(rows)
    }

    /// Each row divided by its length, and the lengths, which are at least 10⁻¹².
    private func unit<T: Real>(_ output: [T], _ rows: Int, _ count: Int) -> ([T], [T]) {
        let lengths = (0..<rows).map { row in
            max((row * count..<(row + 1) * count).reduce(T(0)) { $0 + output[$1] * output[$1] }.squareRoot(), 1e-12)
        }
        return ((0..<rows * count).map { output[$0] / lengths[$0 / count] }, lengths)
    }
}
