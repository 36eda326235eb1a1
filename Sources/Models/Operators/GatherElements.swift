// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y has the shape of the indices: along `axis` the index says which element of x, along all others it is the own position.
public struct GatherElements: Operation, Selecting {
    public let axis: Int

    /// A negative `axis` counts from the end.
    public init(axis: Int = 0) {
        self.axis = axis
    }

    public var name: String { "GatherElements" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let (shape, chosen) = (try any(inputs, 0).shape, try any(inputs, 1).shape)
        let axis = try normalized(axis, rank: shape.count)
        let indices = try integers(inputs, 1) ?? []
        guard chosen.count == shape.count, shape.indices.allSatisfy({ $0 == axis || chosen[$0] <= shape[$0] }) else {
            throw mismatch("indices \(chosen) for an input \(shape)")
        }
        let strides = Tensor<Int>.strides(of: shape)
        let own = Tensor<Int>.strides(of: chosen)
        let table = try indices.enumerated().map { position, index in
            try shape.indices.reduce(0) { start, other in
                let place =
                    other == axis
                    ? try normalizedIndex(index, extent: shape[axis]) : position / own[other] % chosen[other]
                return start + place * strides[other]
            }
        }
        return Tensor(shape: chosen, elements: table)
    }
}
