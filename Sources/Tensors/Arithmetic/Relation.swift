// SPDX-License-Identifier: Apache-2.0
/// How two numbers may stand to each other.
public enum Relation: String, CaseIterable, Sendable {
    case equal = "Equal"
    case greater = "Greater"
    case less = "Less"
    case greaterOrEqual = "GreaterOrEqual"
    case lessOrEqual = "LessOrEqual"
}

extension Tensor where Element: Comparable {
    /// Whether aᵢ and bᵢ stand in the relation, over the common shape, which the caller knows to exist; NaN never does.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    @_specialize(where Element == Int64)
    public func compared(with other: Tensor, _ relation: Relation) -> Tensor<Bool> {
        switch relation {
        case .equal: truth(with: other) { $0 == $1 }
        case .greater: truth(with: other) { $0 > $1 }
        case .less: truth(with: other) { $0 < $1 }
        case .greaterOrEqual: truth(with: other) { $0 >= $1 }
        case .lessOrEqual: truth(with: other) { $0 <= $1 }
        }
    }

    @inline(__always)
    private func truth(with other: Tensor, _ relation: (Element, Element) -> Bool) -> Tensor<Bool> {
        guard let shape = broadcast(self.shape, other.shape) else {
            preconditionFailure("\(self.shape) and \(other.shape) do not broadcast")
        }
        let (left, right) = (expanded(to: shape).elements, other.expanded(to: shape).elements)
        return Tensor<Bool>(shape: shape, elements: left.indices.map { relation(left[$0], right[$0]) })
    }
}
