// SPDX-License-Identifier: Apache-2.0
import Tensors

/// One step of an Einstein sum: z[output] = Σ a[left]·b[right] over the labels that the output lacks.
///
/// It is a batched matrix product of the views [batch, rows, inner] and [batch, inner, columns]: `batch` are the labels
/// that both operands share with the output, `inner` those that the output lacks. An operand has stride 0 along a label
/// that it lacks.
struct Contraction {
    let left: [Int]
    let right: [Int]
    let output: [Int]
    let extents: [Int: Int]

    private var batch: [Int] { output.filter { left.contains($0) && right.contains($0) } }
    private var rows: [Int] { output.filter { left.contains($0) && !right.contains($0) } }
    private var columns: [Int] { output.filter { !left.contains($0) } }
    private var inner: [Int] { Set(left + right).subtracting(output).sorted() }

    /// The shapes of both operands as they are laid out, and of the result.
    var shapes: [[Int]] { [shape(batch + rows + inner), shape(batch + inner + columns), shape(output)] }

    private func shape(_ labels: [Int]) -> [Int] { labels.map { extents[$0] ?? 1 } }
    private func count(_ labels: [Int]) -> Int { shape(labels).reduce(1, *) }

    /// For every position of `wanted`, the flat index in an operand of `shape` with these labels.
    ///
    /// The strides of a repeated label add up, which gives the diagonal. A broadcast axis of extent 1 has stride 0.
    private func table(_ labels: [Int], _ shape: [Int], as wanted: [Int]) -> Tensor<Int> {
        let strides = Tensor<Int>.strides(of: shape)
        let steps = wanted.map { label in
            labels.indices.filter { labels[$0] == label && shape[$0] > 1 }.reduce(0) { $0 + strides[$1] }
        }
        return Tensor<Int>.indices(of: shape).strided(shape: self.shape(wanted), strides: steps, offset: 0)
    }

    /// z from a and b.
    func product<T: Real>(_ a: Tensor<T>, _ b: Tensor<T>) -> Tensor<T> {
        let a = a.taken(table(left, a.shape, as: batch + rows + inner), fill: 0)
        let b = b.taken(table(right, b.shape, as: batch + inner + columns), fill: 0)
        let z = multiplied(a, false, b, false, m: count(rows), n: count(columns), k: count(inner))
        let order = batch + rows + columns
        return Tensor(shape: shape(order), elements: z).transposed(output.map { order.firstIndex(of: $0)! })
    }

    /// ā = z̄·bᵀ, summed over repeated reads of an element of a.
    func leftAdjoint<T: Real>(_ shape: [Int], _ b: Tensor<T>, _ cotangent: Tensor<T>) -> Tensor<T> {
        let b = b.taken(table(right, b.shape, as: batch + inner + columns), fill: 0)
        let g = folded(cotangent)
        let gradient = multiplied(g, false, b, true, m: count(rows), n: count(inner), k: count(columns))
        let read = table(left, shape, as: batch + rows + inner)
        return Tensor(shape: read.shape, elements: gradient).scattered(read, shape: shape)
    }

    /// b̄ = aᵀ·z̄, summed over repeated reads of an element of b.
    func rightAdjoint<T: Real>(_ a: Tensor<T>, _ shape: [Int], _ cotangent: Tensor<T>) -> Tensor<T> {
        let a = a.taken(table(left, a.shape, as: batch + rows + inner), fill: 0)
        let g = folded(cotangent)
        let gradient = multiplied(a, true, g, false, m: count(inner), n: count(columns), k: count(rows))
        let read = table(right, shape, as: batch + inner + columns)
        return Tensor(shape: read.shape, elements: gradient).scattered(read, shape: shape)
    }

    /// z̄ as [batch, rows, columns].
    private func folded<T: Real>(_ cotangent: Tensor<T>) -> Tensor<T> {
        cotangent.transposed((batch + rows + columns).map { output.firstIndex(of: $0)! })
    }

    private func multiplied<T: Real>(
        _ a: Tensor<T>, _ transposeA: Bool, _ b: Tensor<T>, _ transposeB: Bool, m: Int, n: Int, k: Int
    ) -> [T] {
        var c = Tensor<T>(zeros: [count(batch), m, n]).elements
        for index in 0..<count(batch) {
            Matrix.multiply(
                a.elements, aOffset: index * m * k, transposeA: transposeA, b.elements, bOffset: index * k * n,
                transposeB: transposeB, into: &c, cOffset: index * m * n, m: m, n: n, k: k)
        }
        return c
    }
}
