// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Input 0 converted to the element type of input 1.
public struct CastLike: Operation {
    public init() {}

    public var name: String { "CastLike" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        try Cast(to: try any(inputs, 1).kind).forward([try any(inputs, 0)])
    }

    /// Real to real is the identity; a cast from or to any other type passes no gradient.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard context.inputs[0]?.real != nil, context.inputs[1]?.real != nil else { return context.none }
        return context.first { $0 }
    }
}
