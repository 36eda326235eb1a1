// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = scale·x̂ + bias for x[N, C, in…], where x̂ is standardized over each of the `groups` equal parts of a sample's
/// channels.
public struct GroupNormalization: Operation {
    public let groups: Int
    public let epsilon: Double

    public init(groups: Int, epsilon: Double = 1e-5) {
        self.groups = groups
        self.epsilon = epsilon
    }

    public var name: String { "GroupNormalization" }
    public var parameters: Set<Int> { [1, 2] }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let (scale, bias) = (try perChannel(inputs, 1, x.shape), try perChannel(inputs, 2, x.shape))
        let y = try standardized(x).normalized.reshaped(x.shape)
        return [.real(y.combined(with: scale, .multiply).combined(with: bias, .add))]
    }

    /// x̂ as [N, groups, C/groups·in…].
    private func standardized<T: Real>(_ x: Tensor<T>) throws -> Standardization<T> {
        guard x.rank >= 2, groups > 0, x.shape[1] % groups == 0, x.count > 0 else {
            throw mismatch("an input \(x.shape) in \(groups) groups of channels")
        }
        let folded = x.reshaped([x.shape[0], groups, x.count / (x.shape[0] * groups)])
        return Standardization(folded, axes: [2], epsilon: epsilon)
    }

    /// A parameter as [C, 1…]; one value per group (opset 18) applies to all of the group's channels.
    private func perChannel<T: Real>(_ inputs: [Value<T>?], _ index: Int, _ shape: [Int]) throws -> Tensor<T> {
        let parameter = try real(inputs, index)
        guard shape.count >= 2, groups > 0, parameter.count > 0, [groups, shape[1]].contains(parameter.count) else {
            throw mismatch("a parameter of shape \(parameter.shape) for an input \(shape) in \(groups) groups")
        }
        let repeated = shape[1] / parameter.count
        let values = parameter.elements.flatMap { Array(repeating: $0, count: repeated) }
        guard values.count == shape[1] else { throw mismatch("an input \(shape) in \(groups) groups of channels") }
        return Tensor(shape: [shape[1]] + Array(repeating: 1, count: shape.count - 2), elements: values)
    }

    /// x̄ is the standardization's adjoint of scale·ȳ.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            guard let scale = try? perChannel(context.inputs, 1, x.shape), let standardized = try? standardized(x)
            else { return Tensor(zeros: x.shape) }
            let g = cotangent.combined(with: scale, .multiply)
            return standardized.adjoint(g.reshaped(standardized.normalized.shape)).reshaped(x.shape)
        }
    }
}
