// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The upper or lower triangle of each matrix of the last two axes, with zeros elsewhere; input 1 holds the number of the diagonal
/// at its edge.
public struct Triangle: Operation, Selecting {
    public let isUpper: Bool

    public init(isUpper: Bool = true) {
        self.isUpper = isUpper
    }

    public var name: String { "Trilu" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        guard shape.count >= 2 else { throw mismatch("an input \(shape) is no matrix") }
        let diagonal = try integers(inputs, 1)?.first ?? 0
        let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
        let elements = (0..<shape.reduce(1, *)).map { index in
            let distance = index % columns - index / columns % rows
            return (isUpper ? distance >= diagonal : distance <= diagonal) ? index : -1
        }
        return Tensor(shape: shape, elements: elements)
    }
}
