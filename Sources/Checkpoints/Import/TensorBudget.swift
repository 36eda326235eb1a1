// SPDX-License-Identifier: Apache-2.0
import Base

/// Counts the elements of a checkpoint's tensors before they are read.
struct TensorBudget: Sendable {
    private let limits: Limits
    private var total = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// The number of elements of the tensor `name`.
    ///
    /// - Throws: `Failure` (refused) if the shape is invalid, or if this tensor or all tensors
    ///   together hold too many elements.
    mutating func count(_ shape: [Int], of name: String) throws -> Int {
        let count = try limits.count(shape, limit: limits.tensorElements, "the tensor \(name)")
        total += count
        guard total <= limits.totalElements else {
            throw Limits.exceeded("elements in all tensors", limits.totalElements)
        }
        return count
    }
}
