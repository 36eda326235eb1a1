// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A tensor on an edge of a graph.
public enum Value<Scalar: Real>: Sendable {
    case real(Tensor<Scalar>)
    case integer(Tensor<Int64>)
    case boolean(Tensor<Bool>)

    /// The tensor's shape.
    public var shape: [Int] {
        switch self {
        case .real(let tensor): tensor.shape
        case .integer(let tensor): tensor.shape
        case .boolean(let tensor): tensor.shape
        }
    }

    /// The element type.
    public var kind: ElementKind {
        switch self {
        case .real: .real
        case .integer: .integer
        case .boolean: .boolean
        }
    }

    /// The tensor of a real value, nil for any other.
    public var real: Tensor<Scalar>? {
        if case .real(let tensor) = self { tensor } else { nil }
    }
}

/// The element types that the engine distinguishes: every float format is real, every integer format a 64-bit integer.
public enum ElementKind: String, Codable, Hashable, Sendable {
    case real, integer, boolean
}
