// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Einstein's sum over any number of operands: y[output] = Σ Π xᵢ[labelsᵢ] over all labels that the output lacks.
///
/// Operands join from left to right, each in one batched matrix product (`Contraction`). A label repeated in one term
/// takes the diagonal; an ellipsis stands for the axes without a label, which broadcast.
public struct Einsum: Operation {
    public let equation: String

    /// `forward` checks the equation against the operands.
    public init(equation: String) {
        self.equation = equation
    }

    public var name: String { "Einsum" }

    /// The steps P₀ = 1, Pᵢ = contraction of Pᵢ₋₁ and xᵢ; the last has the output's labels.
    private func steps(_ shapes: [[Int]]) throws -> [Contraction] {
        guard let terms = EinsumTerms(equation, ranks: shapes.map(\.count)) else {
            throw mismatch("the equation \(equation) does not fit \(shapes)")
        }
        let extents = try extents(terms.inputs, shapes)
        var steps: [Contraction] = []
        var labels: [Int] = []
        for (index, term) in terms.inputs.enumerated() {
            let later = Set(terms.inputs[(index + 1)...].joined()).union(terms.output)
            let isLast = index == terms.inputs.count - 1
            let kept = isLast ? terms.output : Set(labels + term).intersection(later).sorted()
            steps.append(Contraction(left: labels, right: term, output: kept, extents: extents))
            for shape in steps[index].shapes { _ = try checked(shape) }
            labels = kept
        }
        return steps
    }

    /// The extent of every label; an extent of 1 broadcasts against another.
    private func extents(_ terms: [[Int]], _ shapes: [[Int]]) throws -> [Int: Int] {
        var extents: [Int: Int] = [:]
        for (label, extent) in zip(terms.joined(), shapes.joined()) {
            let known = extents[label] ?? 1
            guard known == 1 || extent == 1 || known == extent else { throw mismatch("\(equation) with \(shapes)") }
            extents[label] = known == 1 ? extent : known
        }
        return extents
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let operands = try inputs.indices.map { try real(inputs, $0) }
        return [.real(partials(operands, try steps(operands.map(\.shape))).last!)]
    }

    /// P₀, P₁, …; the last is the result.
    private func partials<T: Real>(_ operands: [Tensor<T>], _ steps: [Contraction]) -> [Tensor<T>] {
        zip(steps, operands).reduce(into: [Tensor<T>(scalar: 1)]) { partials, pair in
            partials.append(pair.0.product(partials.last!, pair.1))
        }
    }

    /// The steps' adjoints, from the last step to the first.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let operands = context.inputs.indices.map { context.real($0) }
        guard var flowing = context.cotangents[0], let steps = try? steps(operands.map(\.shape)) else {
            return context.none
        }
        let partials = partials(operands, steps)
        var result = context.none
        for index in steps.indices.reversed() {
            if context.wanted[index] {
                result[index] = steps[index].rightAdjoint(partials[index], operands[index].shape, flowing)
            }
            guard context.wanted[..<index].contains(true) else { break }
            flowing = steps[index].leftAdjoint(partials[index].shape, operands[index], flowing)
        }
        return result
    }
}
