// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = scale·x̂ + bias, where x̂ is standardized over the axes from `axis` on. Further outputs are the mean and 1/√(σ²
/// + ε), which keep those axes with extent 1.
///
/// Inputs x, scale, bias (optional); scale and bias broadcast to x.
public struct LayerNormalization: Operation {
    public let axis: Int
    public let epsilon: Double

    /// A negative `axis` counts from the end.
    public init(axis: Int = -1, epsilon: Double = 1e-5) {
        self.axis = axis
        self.epsilon = epsilon
    }

    public var name: String { "LayerNormalization" }

    private func standardized<T: Real>(_ x: Tensor<T>) throws -> Standardization<T> {
        let first = try normalized(axis, rank: x.rank)
        return Standardization(x, axes: Array(first..<x.rank), epsilon: epsilon)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (x, scale) = (try real(inputs, 0), try real(inputs, 1))
        let bias = try optionalReal(inputs, 2) ?? Tensor(scalar: 0)
        guard broadcast(x.shape, scale.shape) == x.shape, broadcast(x.shape, bias.shape) == x.shape else {
            throw mismatch("scale \(scale.shape) and bias \(bias.shape) for an input \(x.shape)")
        }
        let standardized = try standardized(x)
        let y = standardized.normalized.combined(with: scale, .multiply).combined(with: bias, .add)
        return [.real(y), .real(standardized.mean), .real(standardized.inverse)]
    }

    /// Let g be the cotangent of y, m that of the mean, r that of the inverse deviation s, each mean over n elements.
    /// Then x̄ = adjoint(scale·g) + (m − s²·x̂·r)/n. The parameters' gradients are x̂·g and g, summed over repeated
    /// axes.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let (x, scale) = (context.real(0), context.real(1))
        guard let standardized = try? standardized(x) else { return context.none }
        let g = context.cotangents[0] ?? Tensor(zeros: x.shape)
        var result = context.none
        if context.wanted[0] {
            result[0] = standardized.adjoint(g.combined(with: scale, .multiply))
                .adding(statistics(standardized, context).elements)
        }
        if context.wanted[1] {
            result[1] = g.combined(with: standardized.normalized, .multiply).reduced(to: scale.shape)
        }
        if context.inputs.count > 2, context.wanted[2] { result[2] = g.reduced(to: context.real(2).shape) }
        return result
    }

    /// (m − s²·x̂·r)/n, the share of the two statistics in x̄.
    private func statistics<T: Real>(_ standardized: Standardization<T>, _ context: GradientContext<T>) -> Tensor<T> {
        let (normalized, inverse) = (standardized.normalized, standardized.inverse)
        let count = T(normalized.count) / T(max(1, inverse.count))
        let given = (0..<3).map { $0 < context.cotangents.count ? context.cotangents[$0] : nil }
        let mean = (given[1] ?? Tensor(zeros: inverse.shape)).map { $0 / count }
        guard let r = given[2] else { return mean.expanded(to: normalized.shape) }
        let slope = inverse.combined(with: inverse, .multiply).combined(with: r, .multiply).map { $0 / count }
        return mean.combined(with: normalized.combined(with: slope, .multiply), .subtract)
    }
}
