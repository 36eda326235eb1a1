// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The gradients of I in u = XAᵀ, v = YBᵀ (K×H each), b and w (H each), and the scratch that computes them.
public struct PairGradients<Scalar: Real>: Sendable {
    var left: [Scalar]
    var right: [Scalar]
    var bias: [Scalar]
    var output: [Scalar]
    var table: [Scalar]

    init(_ shape: CriticShape) {
        left = Array(repeating: 0, count: shape.projectionCount)
        right = left
        bias = Array(repeating: 0, count: shape.hidden)
        output = bias
        table = Array(repeating: 0, count: shape.tableCount)
    }
}

/// The Donsker–Varadhan estimate I = mean_k T(x_k, y_k) − log mean exp T, where the second mean runs over the product
/// of the marginals and T_ij = w·relu(u_i + v_j + b). Plain loops, against which the kernels are tested.
enum DonskerVaradhan {
    /// - Parameter permutation: gives the pairs (k, p(k)) of the marginal term; nil: all K² pairs.
    /// - Returns: I in nats.
    static func estimate<Scalar: Real>(
        _ shape: CriticShape, u: [Scalar], v: [Scalar], b: [Scalar], w: [Scalar], permutation: [Int32]?,
        into gradients: inout PairGradients<Scalar>
    ) -> Scalar {
        let critic = PairCritic(shape: shape, u: u, v: v, b: b, w: w)
        let count = permutation == nil ? shape.rows * shape.rows : shape.rows
        func pair(_ index: Int) -> (Int, Int) {
            if let permutation { return (index, Int(permutation[index])) }
            return (index / shape.rows, index % shape.rows)
        }
        var largest = -Scalar.infinity
        for index in 0..<count {
            let (i, j) = pair(index)
            gradients.table[index] = critic.score(i, j)
            largest = max(largest, gradients.table[index])
        }
        var sum: Scalar = 0
        for index in 0..<count {
            gradients.table[index] = Scalar.exp(gradients.table[index] - largest)
            sum += gradients.table[index]
        }
        gradients.clear()
        var joint: Scalar = 0
        for k in 0..<shape.rows {
            joint += critic.score(k, k)
            critic.add(1 / Scalar(shape.rows), k, k, to: &gradients)
        }
        for index in 0..<count {
            let (i, j) = pair(index)
            critic.add(-gradients.table[index] / sum, i, j, to: &gradients)
        }
        return joint / Scalar(shape.rows) - largest - Scalar.log(sum / Scalar(count))
    }
}

extension PairGradients {
    fileprivate mutating func clear() {
        for index in left.indices {
            left[index] = 0
            right[index] = 0
        }
        for index in bias.indices {
            bias[index] = 0
            output[index] = 0
        }
    }
}

/// T on pairs of projected rows.
private struct PairCritic<Scalar: Real> {
    let shape: CriticShape
    let u: [Scalar]
    let v: [Scalar]
    let b: [Scalar]
    let w: [Scalar]

    @inline(__always) private func input(_ h: Int, _ i: Int, _ j: Int) -> Scalar {
        u[h * shape.stride + i] + v[h * shape.stride + j] + b[h]
    }

    /// T(x_i, y_j)
    func score(_ i: Int, _ j: Int) -> Scalar {
        var sum: Scalar = 0
        for h in 0..<shape.hidden {
            let input = input(h, i, j)
            sum += w[h] * (input < 0 ? 0 : input)
        }
        return sum
    }

    /// Adds weight·∂T_ij to `gradients`.
    func add(_ weight: Scalar, _ i: Int, _ j: Int, to gradients: inout PairGradients<Scalar>) {
        for h in 0..<shape.hidden {
            let input = input(h, i, j)
            guard input > 0 else { continue }
            gradients.left[h * shape.stride + i] += weight * w[h]
            gradients.right[h * shape.stride + j] += weight * w[h]
            gradients.bias[h] += weight * w[h]
            gradients.output[h] += weight * input
        }
    }
}
