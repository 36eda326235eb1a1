// SPDX-License-Identifier: Apache-2.0
/// A comparison of two numbers; the raw value is the name of the ONNX operator.
public enum Relation: String, CaseIterable, Sendable {
    case equal = "Equal"
    case greater = "Greater"
    case less = "Less"
    case greaterOrEqual = "GreaterOrEqual"
    case lessOrEqual = "LessOrEqual"
}

extension Tensor where Element: Comparable {
    /// Whether the relation holds between aᵢ and bᵢ, over the common shape; false if either is NaN.
    ///
    /// Traps if the shapes do not broadcast.
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
