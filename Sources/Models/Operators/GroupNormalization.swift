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

    /// x̄ is the standardization's adjoint of scale·ȳ; the gradients of scale and bias are sums of x̂·ȳ and ȳ, over a
    /// group's channels if the group has one value.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let x = context.real(0)
        guard let g = context.cotangents[0], let scale = try? perChannel(context.inputs, 1, x.shape),
            let standardized = try? standardized(x)
        else { return context.none }
        return context.gradients { index in
            if index == 0 {
                let scaled = g.combined(with: scale, .multiply).reshaped(standardized.normalized.shape)
                return standardized.adjoint(scaled).reshaped(x.shape)
            }
            let sums = standardized.perChannel(g)
            let parameter = context.real(index)
            let folded = Tensor(
                shape: [parameter.count, x.shape[1] / parameter.count], elements: index == 1 ? sums.scale : sums.bias)
            return folded.reduce(.sum, axes: [1]).reshaped(parameter.shape)
        }
    }
}
