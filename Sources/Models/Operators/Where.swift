// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = condition ? a : b, element by element; all three broadcast to a common shape.
public struct Where: Operation {
    public init() {}

    public var name: String { "Where" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let given = try truth(inputs, 0)
        let (a, b) = (try any(inputs, 1), try any(inputs, 2))
        let shape = try checked(try common(common(given.shape, a.shape), b.shape))
        let condition = given.expanded(to: shape)
        switch (a, b) {
        case (.real(let a), .real(let b)): return [.real(Tensor.chosen(condition, a, b))]
        case (.integer(let a), .integer(let b)): return [.integer(Tensor.chosen(condition, a, b))]
        case (.boolean(let a), .boolean(let b)): return [.boolean(Tensor.chosen(condition, a, b))]
        default: throw mismatch("\(a.kind) and \(b.kind) values do not mix")
        }
    }

    /// ā is ȳ where the condition holds and 0 elsewhere, b̄ the reverse; both are summed over repeated axes.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let cotangent = context.cotangents[0], case .boolean(let given)? = context.inputs[0] else {
            return context.none
        }
        let (condition, zero) = (given.expanded(to: cotangent.shape), Tensor<T>(scalar: 0))
        return [
            nil,
            context.wanted[1] ? Tensor.chosen(condition, cotangent, zero).reduced(to: context.inputs[1]!.shape) : nil,
            context.wanted[2] ? Tensor.chosen(condition, zero, cotangent).reduced(to: context.inputs[2]!.shape) : nil,
        ]
    }
}
