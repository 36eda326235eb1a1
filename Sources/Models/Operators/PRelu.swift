// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = x where x > 0, slope·x elsewhere; the slope is broadcast to x.
public struct PRelu: Operation {
    public init() {}

    public var name: String { "PRelu" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (x, slope) = (try real(inputs, 0), try real(inputs, 1))
        guard broadcast(x.shape, slope.shape) == x.shape else {
            throw mismatch("a slope of shape \(slope.shape) for an input \(x.shape)")
        }
        return [.real(x.combined(with: slope, .parametricRelu))]
    }

    /// x̄ = ȳ or slope·ȳ; of the slope x·ȳ where x ≤ 0, summed over what was repeated.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        Binary(.parametricRelu).inputGradients(context)
    }
}
