// SPDX-License-Identifier: Apache-2.0
import Tensors

/// An operator that moves elements of its first input by a table of flat indices; its adjoint adds cotangents back.
protocol Selecting: Operation {
    /// The flat index of each output element's source, −1 for the fill value.
    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int>
    /// The value of output elements without a source.
    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double
}

extension Selecting {
    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double { 0 }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [try any(inputs, 0).taken(try table(inputs), fill: try fill(inputs))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let shape = context.inputs[0]!.shape
            guard let table = try? table(context.inputs) else { return Tensor(zeros: shape) }
            return cotangent.scattered(table, shape: shape)
        }
    }
}
