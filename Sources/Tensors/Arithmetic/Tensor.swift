// SPDX-License-Identifier: Apache-2.0
/// A dense array of any rank in row-major order: the last axis is contiguous.
public struct Tensor<Element: Sendable>: Sendable {
    public let shape: [Int]
    /// Row-major; `elements.count` is the product of `shape` (1 for a scalar).
    public var elements: [Element]

    /// Traps unless `elements` has as many values as `shape` holds.
    public init(shape: [Int], elements: [Element]) {
        precondition(shape.reduce(1, *) == elements.count, "shape \(shape) does not hold \(elements.count) elements")
        self.shape = shape
        self.elements = elements
    }

    /// A tensor of `shape` whose elements all equal `value`.
    public init(repeating value: Element, shape: [Int]) {
        self.init(shape: shape, elements: Array(repeating: value, count: shape.reduce(1, *)))
    }

    /// A tensor of rank 0.
    public init(scalar: Element) {
        self.init(shape: [], elements: [scalar])
    }

    /// Number of elements.
    public var count: Int { elements.count }
    /// Number of axes.
    public var rank: Int { shape.count }

    /// The same elements under another shape of equal count.
    public func reshaped(_ shape: [Int]) -> Tensor {
        Tensor(shape: shape, elements: elements)
    }

    /// `transform` of each element, under the same shape; rethrows its error.
    public func map<Other>(_ transform: (Element) throws -> Other) rethrows -> Tensor<Other> {
        Tensor<Other>(shape: shape, elements: try elements.map(transform))
    }
}

extension Tensor: Equatable where Element: Equatable {}

extension Tensor where Element: Real {
    /// A tensor of `shape` filled with 0.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public init(zeros shape: [Int]) {
        self.init(shape: shape, elements: [Element](repeating: 0, count: shape.reduce(1, *)))
    }
}
