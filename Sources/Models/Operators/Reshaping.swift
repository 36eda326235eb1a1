// SPDX-License-Identifier: Apache-2.0
import Tensors

/// An operator whose output is its first input under another shape.
protocol Reshaping: Operation {
    /// The output's shape; throws if it cannot be formed.
    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int]
}

extension Reshaping {
    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let value = try any(inputs, 0)
        let shape = try checked(try shape(inputs))
        guard shape.reduce(1, *) == value.shape.reduce(1, *) else {
            throw mismatch("\(value.shape) does not become \(shape)")
        }
        return [value.reshaped(shape)]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { $0.reshaped(context.inputs[0]!.shape) }
    }
}

/// y = x, of any kind.
public struct Identity: Operation, Reshaping {
    public init() {}

    public var name: String { "Identity" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] { try any(inputs, 0).shape }
}
