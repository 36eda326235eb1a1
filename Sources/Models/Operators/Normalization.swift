// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = scale·(x − mean)/√(var + ε) + bias with stored statistics per channel (axis 1). Inputs: x, scale, bias, mean,
/// var.
public struct BatchNormalization: Operation {
    public let epsilon: Double

    public init(epsilon: Double = 1e-5) {
        self.epsilon = epsilon
    }

    public var name: String { "BatchNormalization" }

    /// The per-channel factor and offset, shaped [C, 1, …] to broadcast over [N, C, in…].
    func affine<T: Real>(_ inputs: [Value<T>?]) throws -> (factor: Tensor<T>, offset: Tensor<T>) {
        let x = try real(inputs, 0)
        guard x.rank >= 2 else { throw mismatch("an input \(x.shape) has no channels") }
        let parameters = try (1...4).map { try real(inputs, $0) }
        guard parameters.allSatisfy({ $0.count == x.shape[1] }) else {
            throw mismatch("\(parameters.map(\.shape)) for an input \(x.shape) of \(x.shape[1]) channels")
        }
        let (scale, bias, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3])
        let shape = [x.shape[1]] + Array(repeating: 1, count: x.rank - 2)
        let factor = scale.elements.indices.map {
            scale.elements[$0] / (variance.elements[$0] + T(epsilon)).squareRoot()
        }
        let offset = factor.indices.map { bias.elements[$0] - mean.elements[$0] * factor[$0] }
        return (Tensor(shape: shape, elements: factor), Tensor(shape: shape, elements: offset))
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (factor, offset) = try affine(inputs)
        return [.real(try real(inputs, 0).combined(with: factor, .multiply).combined(with: offset, .add))]
    }

    /// x̄ = factor·ȳ, with factor = scale/√(variance + ε). Let G and S be the sums of ȳ and (x − mean)·ȳ over a channel:
    /// the gradients of scale, bias, mean and variance are S/√(variance + ε), G, −factor·G and −½·factor·S/(variance +
    /// ε).
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let g = context.cotangents[0], let (factor, _) = try? affine(context.inputs) else { return context.none }
        let (x, mean, variance) = (context.real(0), context.real(3), context.real(4))
        let centred = { x.combined(with: mean.reshaped(factor.shape), .subtract) }
        let spread = variance.map { $0 + T(epsilon) }.elements
        func channel(_ index: Int, _ value: (Int) -> T) -> Tensor<T> {
            Tensor(shape: context.real(index).shape, elements: factor.elements.indices.map(value))
        }
        return context.gradients { index in
            if index == 0 { return g.combined(with: factor, .multiply) }
            let sums =
                index == 2 || index == 3 ? g.sumsPerChannel : g.combined(with: centred(), .multiply).sumsPerChannel
            switch index {
            case 1: return channel(index) { sums[$0] / spread[$0].squareRoot() }
            case 2: return channel(index) { sums[$0] }
            case 3: return channel(index) { -factor.elements[$0] * sums[$0] }
            default: return channel(index) { -factor.elements[$0] * sums[$0] / (2 * spread[$0]) }
            }
        }
    }
}

/// y = scale·(x − mean)/√(var + ε) + bias, with mean and variance over the spatial axes of each sample and channel.
public struct InstanceNormalization: Operation {
    public let epsilon: Double

    public init(epsilon: Double = 1e-5) {
        self.epsilon = epsilon
    }

    public var name: String { "InstanceNormalization" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (x, scale, bias) = (try real(inputs, 0), try real(inputs, 1), try real(inputs, 2))
        guard x.rank >= 3, scale.count == x.shape[1], bias.count == x.shape[1] else {
            throw mismatch("scale \(scale.shape) and bias \(bias.shape) for an input \(x.shape)")
        }
        let y = standardized(x).normalized.combined(with: spread(scale, x.rank), .multiply)
        return [.real(y.combined(with: spread(bias, x.rank), .add))]
    }

    private func standardized<T: Real>(_ x: Tensor<T>) -> Standardization<T> {
        Standardization(x, axes: Array(2..<x.rank), epsilon: epsilon)
    }

    /// One value per channel as [C, 1…], to broadcast over [N, C, in…].
    private func spread<T: Real>(_ parameter: Tensor<T>, _ rank: Int) -> Tensor<T> {
        parameter.reshaped([parameter.count] + Array(repeating: 1, count: rank - 2))
    }

    /// x̄ is the standardization's adjoint of scale·ȳ; the gradients of scale and bias are sums of x̂·ȳ and ȳ.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let g = context.cotangents[0] else { return context.none }
        let (x, scale) = (context.real(0), context.real(1))
        let standardized = standardized(x)
        return context.gradients { index in
            if index == 0 { return standardized.adjoint(g.combined(with: spread(scale, x.rank), .multiply)) }
            let sums = standardized.perChannel(g)
            return Tensor(shape: context.real(index).shape, elements: index == 1 ? sums.scale : sums.bias)
        }
    }
}

/// Dropout in inference mode: y = x; the second output, the mask, is true throughout.
public struct Dropout: Operation {
    public init() {}

    public var name: String { "Dropout" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try any(inputs, 0)
        return [x, .boolean(Tensor(repeating: true, shape: x.shape))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { $0 }
    }
}
