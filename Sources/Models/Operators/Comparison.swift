// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Whether a relation holds, element by element with broadcasting: Equal, Greater, Less, GreaterOrEqual, LessOrEqual.
public struct Comparison: Operation {
    public let relation: Relation

    public init(_ relation: Relation) {
        self.relation = relation
    }

    public var name: String { relation.rawValue }
    public var withoutDerivative: String? { "a truth value is piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (left, right) = (try any(inputs, 0), try any(inputs, 1))
        _ = try checked(try common(left.shape, right.shape))
        switch (left, right) {
        case (.real(let a), .real(let b)): return [.boolean(a.compared(with: b, relation))]
        case (.integer(let a), .integer(let b)): return [.boolean(a.compared(with: b, relation))]
        case (.boolean(let a), .boolean(let b)) where relation == .equal:
            return [.boolean(a.broadcasted(with: b) { $0 == $1 })]
        default: throw mismatch("\(left.kind) and \(right.kind) values do not compare")
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

extension Operation {
    /// The broadcast of two shapes; throws if there is none.
    func common(_ left: [Int], _ right: [Int]) throws -> [Int] {
        guard let shape = broadcast(left, right) else {
            throw mismatch("the shapes \(left) and \(right) do not broadcast")
        }
        return shape
    }
}
