// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = x if x > 0, else slope·x; the slope broadcasts to x.
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

    /// x̄ = ȳ or slope·ȳ. The slope's gradient is x·ȳ where x ≤ 0, summed over repeated axes.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        Binary(.parametricRelu).inputGradients(context)
    }
}
