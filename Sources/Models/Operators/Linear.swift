// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Y = α·op(A)·op(B) + β·C; A and B are matrices, C (optional) broadcasts to [m, n].
public struct Gemm: Operation {
    public let alpha: Double
    public let beta: Double
    public let transposeA: Bool
    public let transposeB: Bool

    /// op(A) is Aᵀ if `transposeA`, else A; likewise for B.
    public init(alpha: Double = 1, beta: Double = 1, transposeA: Bool = false, transposeB: Bool = false) {
        self.alpha = alpha
        self.beta = beta
        self.transposeA = transposeA
        self.transposeB = transposeB
    }

    public var name: String { "Gemm" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (a, b, c) = (try real(inputs, 0), try real(inputs, 1), try optionalReal(inputs, 2))
        guard a.rank == 2, b.rank == 2 else { throw mismatch("\(a.shape) and \(b.shape) are not matrices") }
        let (m, k) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
        let (inner, n) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
        guard k == inner else {
            throw mismatch("the matrices \(m)×\(k) and \(inner)×\(n) do not multiply")
        }
        var y = Tensor<T>(zeros: try checked([m, n]))
        if let c {
            guard broadcast(c.shape, [m, n]) == [m, n] else {
                throw mismatch("C of shape \(c.shape) does not broadcast to \([m, n])")
            }
            y = c.expanded(to: [m, n])
            if beta != 1 { y = Tensor(shape: y.shape, elements: T.apply(.affine(scale: beta, offset: 0), y.elements)) }
        }
        Matrix.multiply(
            a.elements, transposeA: transposeA, b.elements, transposeB: transposeB, into: &y.elements, m: m, n: n,
            k: k, alpha: T(alpha), accumulate: c != nil)
        return [.real(y)]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let g = context.cotangents[0] else { return context.none }
        let (a, b) = (context.real(0), context.real(1))
        let (m, n) = (g.shape[0], g.shape[1])
        let k = a.count / max(1, m)
        var result = context.none
        if context.wanted[0] {
            let elements =
                transposeA
                ? Matrix.product(
                    b.elements, transposeA: transposeB, g.elements, transposeB: true, m: k, n: m, k: n, alpha: T(alpha))
                : Matrix.product(
                    g.elements, b.elements, transposeB: !transposeB, m: m, n: k, k: n, alpha: T(alpha))
            result[0] = Tensor(shape: a.shape, elements: elements)
        }
        if context.wanted[1] {
            let elements =
                transposeB
                ? Matrix.product(
                    g.elements, transposeA: true, a.elements, transposeB: transposeA, m: n, n: k, k: m, alpha: T(alpha))
                : Matrix.product(
                    a.elements, transposeA: !transposeA, g.elements, m: k, n: n, k: m, alpha: T(alpha))
            result[1] = Tensor(shape: b.shape, elements: elements)
        }
        if context.wanted.count > 2, context.wanted[2] {
            let scaled = Tensor(shape: g.shape, elements: T.apply(.affine(scale: beta, offset: 0), g.elements))
            result[2] = scaled.reduced(to: context.real(2).shape)
        }
        return result
    }
}

/// Matrix product over the last two axes; the leading axes broadcast (NumPy's matmul).
public struct MatMul: Operation {
    public init() {}

    public var name: String { "MatMul" }

    /// The operands as [batch…, m, k] and [batch…, k, n]; one-dimensional ones gain an axis of extent 1.
    private struct Plan {
        let a: [Int]
        let b: [Int]
        let batch: [Int]
        var m: Int { a[a.count - 2] }
        var k: Int { a[a.count - 1] }
        var n: Int { b[b.count - 1] }
        var count: Int { batch.reduce(1, *) }

        /// The start of each product's matrix in an operand of `shape`, in batch order.
        func starts(_ shape: [Int]) -> [Int] {
            let size = shape.suffix(2).reduce(1, *)
            let lead = Array(shape.dropLast(2))
            let ids = Tensor(shape: lead, elements: (0..<lead.reduce(1, *)).map { $0 * size })
            return ids.expanded(to: batch).elements
        }
    }

    private func plan(_ a: [Int], _ b: [Int]) throws -> Plan {
        let left = a.count == 1 ? [1] + a : a
        let right = b.count == 1 ? b + [1] : b
        guard left.count >= 2, right.count >= 2, left.last == right[right.count - 2],
            let batch = broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
        else { throw mismatch("the shapes \(a) and \(b) do not multiply") }
        return Plan(a: left, b: right, batch: batch)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (a, b) = (try real(inputs, 0), try real(inputs, 1))
        let plan = try plan(a.shape, b.shape)
        var y = Tensor<T>(zeros: try checked(plan.batch + [plan.m, plan.n]))
        if b.rank <= 2, a.rank > 1 {
            Matrix.multiply(a.elements, b.elements, into: &y.elements, m: plan.count * plan.m, n: plan.n, k: plan.k)
        } else {
            for (index, (left, right)) in zip(plan.starts(plan.a), plan.starts(plan.b)).enumerated() {
                Matrix.multiply(
                    a.elements, aOffset: left, b.elements, bOffset: right, into: &y.elements,
                    cOffset: index * plan.m * plan.n, m: plan.m, n: plan.n, k: plan.k)
            }
        }
        var shape = plan.batch
        if a.rank > 1 { shape.append(plan.m) }
        if b.rank > 1 { shape.append(plan.n) }
        return [.real(y.reshaped(shape))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let g = context.cotangents[0] else { return context.none }
        let (a, b) = (context.real(0), context.real(1))
        guard let plan = try? plan(a.shape, b.shape) else { return context.none }
        var result = context.none
        var left = Tensor<T>(zeros: context.wanted[0] ? a.shape : [0])
        var right = Tensor<T>(zeros: context.wanted[1] ? b.shape : [0])
        if b.rank <= 2, a.rank > 1, context.wanted[0], !context.wanted[1] {
            Matrix.multiply(
                g.elements, b.elements, transposeB: true, into: &left.elements, m: plan.count * plan.m, n: plan.k,
                k: plan.n)
            return [left, nil]
        }
        for (index, (aStart, bStart)) in zip(plan.starts(plan.a), plan.starts(plan.b)).enumerated() {
            let start = index * plan.m * plan.n
            if context.wanted[0] {
                Matrix.multiply(
                    g.elements, aOffset: start, b.elements, bOffset: bStart, transposeB: true, into: &left.elements,
                    cOffset: aStart, m: plan.m, n: plan.k, k: plan.n, accumulate: true)
            }
            if context.wanted[1] {
                Matrix.multiply(
                    a.elements, aOffset: aStart, transposeA: true, g.elements, bOffset: start, into: &right.elements,
                    cOffset: bStart, m: plan.k, n: plan.n, k: plan.m, accumulate: true)
            }
        }
        if context.wanted[0] { result[0] = left }
        if context.wanted[1] { result[1] = right }
        return result
    }
}
