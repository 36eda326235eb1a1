// SPDX-License-Identifier: Apache-2.0
import Tensors

/// An operator that moves elements of its first input by a table of flat indices; its adjoint adds them back.
protocol Selecting: Operation {
    /// For every output element the flat index of its source, −1 where none.
    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int>
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
