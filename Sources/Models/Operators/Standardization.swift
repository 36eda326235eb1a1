// SPDX-License-Identifier: Apache-2.0
import Tensors

/// x̂ = (x − μ)/√(σ² + ε) over some axes, as batch, instance, group and layer normalization share it.
struct Standardization<T: Real> {
    let axes: [Int]
    /// x̂, of x's shape.
    let normalized: Tensor<T>
    /// μ, σ² and 1/√(σ² + ε), with extent 1 along the axes.
    let mean: Tensor<T>
    let variance: Tensor<T>
    let inverse: Tensor<T>

    init(_ x: Tensor<T>, axes: [Int], epsilon: Double) {
        self.axes = axes
        mean = x.reduce(.mean, axes: axes)
        let centred = x.combined(with: mean, .subtract)
        variance = centred.combined(with: centred, .multiply).reduce(.mean, axes: axes)
        inverse = variance.map { 1 / ($0 + T(epsilon)).squareRoot() }
        normalized = centred.combined(with: inverse, .multiply)
    }

    /// The gradients of scale and bias, one of each a channel, for the cotangent g of scale·x̂ + bias.
    func perChannel(_ g: Tensor<T>) -> (scale: [T], bias: [T]) {
        (g.combined(with: normalized.reshaped(g.shape), .multiply).sumsPerChannel, g.sumsPerChannel)
    }

    /// x̄ = (g − mean(g) − x̂·mean(g·x̂))/√(σ² + ε) for the cotangent g of x̂.
    func adjoint(_ g: Tensor<T>) -> Tensor<T> {
        let along = g.combined(with: normalized, .multiply).reduce(.mean, axes: axes)
        return g.combined(with: g.reduce(.mean, axes: axes), .subtract)
            .combined(with: normalized.combined(with: along, .multiply), .subtract)
            .combined(with: inverse, .multiply)
    }
}

extension Tensor where Element: Real {
    /// The sums of [N, C, …] over everything but C.
    var sumsPerChannel: [Element] {
        reduce(.sum, axes: shape.indices.filter { $0 != 1 }).elements
    }
}
