// SPDX-License-Identifier: Apache-2.0
import Tensors

/// BatchNormalization in training mode (ONNX BatchNormalization-15): y = scale·(x − μ)/√(σ² + ε) + bias, where μ and σ²
/// (population variance) are each channel's over the current batch. Inputs: x, scale, bias, running mean, running
/// variance.
///
/// Outputs y, then the running statistics r ← momentum·r + (1 − momentum)·(μ, σ²), [C] each. With `unbiased`, as
/// frameworks train, the running variance takes n/(n − 1)·σ² instead, for n > 1 values of a channel.
public struct TrainingNormalization: Operation {
    public let epsilon: Double
    public let momentum: Double
    public let unbiased: Bool

    /// `momentum` is the share of the old running statistics.
    public init(epsilon: Double = 1e-5, momentum: Double = 0.9, unbiased: Bool = false) {
        self.epsilon = epsilon
        self.momentum = momentum
        self.unbiased = unbiased
    }

    /// What σ² of `count` values is multiplied by for the running variance.
    func correction(_ count: Int) -> Double { unbiased && count > 1 ? Double(count) / Double(count - 1) : 1 }

    public var name: String { "BatchNormalization" }
    public var mixesSamples: Bool { true }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        guard x.rank >= 2 else { throw mismatch("an input \(x.shape) has no channels") }
        let parameters = try (1...4).map { try real(inputs, $0) }
        guard parameters.allSatisfy({ $0.count == x.shape[1] }) else {
            throw mismatch("\(parameters.map(\.shape)) for an input \(x.shape) of \(x.shape[1]) channels")
        }
        let statistics = standardized(x)
        let y = statistics.normalized.combined(with: spread(parameters[0], x.rank), .multiply)
            .combined(with: spread(parameters[1], x.rank), .add)
        return [
            .real(y), .real(running(parameters[2], statistics.mean)),
            .real(running(parameters[3], corrected(statistics.variance, x))),
        ]
    }

    private func standardized<T: Real>(_ x: Tensor<T>) -> Standardization<T> {
        Standardization(x, axes: [0] + Array(2..<x.rank), epsilon: epsilon)
    }

    /// One value per channel as [C, 1…], to broadcast over [N, C, in…].
    private func spread<T: Real>(_ values: Tensor<T>, _ rank: Int) -> Tensor<T> {
        values.reshaped([values.count] + Array(repeating: 1, count: rank - 2))
    }

    private func corrected<T: Real>(_ variance: Tensor<T>, _ x: Tensor<T>) -> Tensor<T> {
        let factor = T(correction(x.count / max(1, x.shape[1])))
        return variance.map { factor * $0 }
    }

    private func running<T: Real>(_ old: Tensor<T>, _ new: Tensor<T>) -> Tensor<T> {
        let elements = zip(old.elements, new.elements).map { T(momentum) * $0 + T(1 - momentum) * $1 }
        return Tensor(shape: old.shape, elements: elements)
    }

    /// x̄ is the standardization's adjoint of scale·ȳ, plus (1 − momentum)/n·(μ̄ + 2(x − μ)·σ̄²) for the running
    /// statistics, with n values per channel (σ̄² times n/(n − 1) if unbiased). The gradients of scale and bias are sums of x̂·ȳ and ȳ, those of the old
    /// statistics momentum times the cotangents of the new ones.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let x = context.real(0)
        let statistics = standardized(x)
        let given = (0..<3).map { $0 < context.cotangents.count ? context.cotangents[$0] : nil }
        return context.gradients { index in
            switch index {
            case 0: return data(x, statistics, scale: context.real(1), given)
            case 1, 2:
                guard let sums = given[0].map(statistics.perChannel) else { return nil }
                return Tensor(shape: context.real(index).shape, elements: index == 1 ? sums.scale : sums.bias)
            default: return given[index - 2]?.map { T(momentum) * $0 }
            }
        }
    }

    private func data<T: Real>(
        _ x: Tensor<T>, _ statistics: Standardization<T>, scale: Tensor<T>, _ given: [Tensor<T>?]
    ) -> Tensor<T> {
        var gradient = Tensor<T>(zeros: x.shape)
        func add(_ term: Tensor<T>) { gradient = gradient.combined(with: term, .add) }
        if let cotangent = given[0] {
            add(statistics.adjoint(cotangent.combined(with: spread(scale, x.rank), .multiply)))
        }
        let share = T(1 - momentum) * T(scale.count) / T(max(1, x.count))
        if let mean = given[1] { add(spread(mean.map { share * $0 }, x.rank)) }
        if let variance = given[2] {
            let centred = x.combined(with: statistics.mean, .subtract)
            let slope = 2 * share * T(correction(x.count / max(1, scale.count)))
            add(centred.combined(with: spread(variance.map { slope * $0 }, x.rank), .multiply))
        }
        return gradient
    }
}
