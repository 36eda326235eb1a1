// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The input's extents as integers, from axis `start` up to but excluding `end`.
public struct Shape: Operation {
    public let start: Int
    public let end: Int?

    /// Negative limits count from the end; limits out of range are clamped.
    public init(start: Int = 0, end: Int? = nil) {
        self.start = start
        self.end = end
    }

    public var name: String { "Shape" }
    public var withoutDerivative: String? { "a shape does not depend on values" }
    public var readsShapesOnly: Bool { true }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let shape = try any(inputs, 0).shape
        let clamped = { (axis: Int) in min(max(axis < 0 ? axis &+ shape.count : axis, 0), shape.count) }
        let (from, to) = (clamped(start), clamped(end ?? shape.count))
        let part = from < to ? shape[from..<to].map { Int64($0) } : []
        return [.integer(Tensor(shape: [part.count], elements: part))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

/// The input repeated along axes of extent 1, to the broadcast of its shape and the shape that input 1 holds.
public struct Expand: Operation, Selecting {
    public init() {}

    public var name: String { "Expand" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let from = try any(inputs, 0).shape
        guard let target = try integers(inputs, 1), let shape = broadcast(from, target) else {
            throw mismatch("\(from) does not expand to the shape asked for")
        }
        return Tensor<Int>.indices(of: from).expanded(to: try checked(shape))
    }
}
