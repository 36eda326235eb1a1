// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Permuted axes; without a permutation, the axes in reverse.
public struct Transpose: Operation {
    public let permutation: [Int]?

    /// Axis i of the output is axis `permutation[i]` of the input; nil reverses the axes.
    public init(permutation: [Int]? = nil) {
        self.permutation = permutation
    }

    public var name: String { "Transpose" }

    private func axes(_ rank: Int) throws -> [Int] {
        let axes = permutation ?? (0..<rank).reversed()
        guard axes.sorted() == Array(0..<rank) else { throw mismatch("\(axes) does not permute \(rank) axes") }
        return axes
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        switch try any(inputs, 0) {
        case .real(let x): [.real(x.transposed(try axes(x.rank)))]
        case .integer(let x): [.integer(x.transposed(try axes(x.rank)))]
        case .boolean(let x): [.boolean(x.transposed(try axes(x.rank)))]
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let axes = try? axes(cotangent.rank) else { return cotangent }
            return cotangent.transposed(axes.indices.map { axis in axes.firstIndex(of: axis)! })
        }
    }
}
