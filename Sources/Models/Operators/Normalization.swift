import Tensors

/// y = scale·(x − mean)/√(var + ε) + bias with stored statistics, per channel (axis 1); inputs x, scale, bias, mean, var.
public struct BatchNormalization: Operation {
    public let epsilon: Double

    public init(epsilon: Double = 1e-5) {
        self.epsilon = epsilon
    }

    public var name: String { "BatchNormalization" }

    /// The per-channel factor and offset, shaped [C, 1, …] to broadcast over [N, C, in…].
    private func affine<T: Real>(_ inputs: [Value<T>?]) throws -> (factor: Tensor<T>, offset: Tensor<T>) {
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

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let (factor, _) = try? affine(context.inputs) else { return cotangent }
            return cotangent.combined(with: factor, .multiply)
        }
    }
}

/// y = scale·(x − mean)/√(var + ε) + bias, mean and variance over the spatial axes of each sample and channel.
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
        let shape = [scale.count] + Array(repeating: 1, count: x.rank - 2)
        let y = standardized(x).normalized.combined(with: scale.reshaped(shape), .multiply)
        return [.real(y.combined(with: bias.reshaped(shape), .add))]
    }

    /// (x − mean)/σ and 1/σ, [N, C, 1…].
    private func standardized<T: Real>(_ x: Tensor<T>) -> (normalized: Tensor<T>, inverse: Tensor<T>) {
        let axes = Array(2..<x.rank)
        let centred = x.combined(with: x.reduce(.mean, axes: axes), .subtract)
        let variance = centred.combined(with: centred, .multiply).reduce(.mean, axes: axes)
        let inverse = variance.map { 1 / ($0 + T(epsilon)).squareRoot() }
        return (centred.combined(with: inverse, .multiply), inverse)
    }

    /// x̄ = (ĝ − mean(ĝ) − x̂·mean(ĝ·x̂))/σ with ĝ = scale·ȳ.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let (x, scale) = (context.real(0), context.real(1))
            let axes = Array(2..<x.rank)
            let shape = [scale.count] + Array(repeating: 1, count: x.rank - 2)
            let (normalized, inverse) = standardized(x)
            let g = cotangent.combined(with: scale.reshaped(shape), .multiply)
            let along = g.combined(with: normalized, .multiply).reduce(.mean, axes: axes)
            return g.combined(with: g.reduce(.mean, axes: axes), .subtract)
                .combined(with: normalized.combined(with: along, .multiply), .subtract)
                .combined(with: inverse, .multiply)
        }
    }
}

/// Dropout in inference mode: y = x; the mask, where asked for, is all true.
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
