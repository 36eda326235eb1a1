// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Appends axes of extent 1 to input 0, so that its own axes align with those of input 1 from `first` on.
///
/// Aligned with [n, a, b, c, d] from axis 1, [a, b] becomes [a, b, 1, 1]. A tensor of one element stays as it is.
public struct AlignAxes: Operation, Reshaping {
    public let first: Int

    /// A negative `first` counts from the end of input 1's axes.
    public init(from first: Int) {
        self.first = first
    }

    public var name: String { "AlignAxes" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let (own, other) = (try any(inputs, 0).shape, try any(inputs, 1).shape)
        guard own.contains(where: { $0 != 1 }) else { return own }
        let behind = other.count - (try normalized(first, rank: other.count)) - own.count
        guard behind >= 0 else { throw mismatch("\(own) does not lie within \(other) from axis \(first) on") }
        return own + Array(repeating: 1, count: behind)
    }
}
