// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Inputs joined along an axis.
public struct Concat: Operation {
    public let axis: Int

    /// A negative `axis` counts from the end.
    public init(axis: Int) {
        self.axis = axis
    }

    public var name: String { "Concat" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let values = try inputs.indices.map { try any(inputs, $0) }
        guard let first = values.first else { throw mismatch("nothing to join") }
        let axis = try normalized(axis, rank: first.shape.count)
        let fits = values.allSatisfy { value in
            value.shape.count == first.shape.count
                && value.shape.indices.allSatisfy { $0 == axis || value.shape[$0] == first.shape[$0] }
        }
        guard fits else { throw mismatch("the shapes \(values.map(\.shape)) do not join along axis \(axis)") }
        var shape = first.shape
        shape[axis] = values.reduce(0) { $0 + $1.shape[axis] }
        _ = try checked(shape)
        guard let result = Value.joined(values, axis: axis) else {
            throw mismatch("the shapes \(values.map(\.shape)) do not join along axis \(axis)")
        }
        return [result]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let cotangent = context.cotangents[0], let axis = try? normalized(axis, rank: cotangent.rank) else {
            return context.none
        }
        var start = 0
        return zip(context.inputs, context.wanted).map { input, wanted in
            let extent = input?.shape[axis] ?? 0
            defer { start += extent }
            return wanted ? cotangent.part(axis: axis, start: start, extent: extent) : nil
        }
    }
}

/// Parts along an axis. The sizes come from the attribute or input 1; else there are `parts` equal ones, the last of
/// which may be smaller.
public struct Split: Operation {
    public let axis: Int
    public let sizes: [Int]?
    public let parts: Int

    /// - Parameter parts: the number of outputs of the node.
    public init(axis: Int = 0, sizes: [Int]? = nil, parts: Int) {
        self.axis = axis
        self.sizes = sizes
        self.parts = parts
    }

    public var name: String { "Split" }

    private func extents<T: Real>(_ inputs: [Value<T>?], _ extent: Int) throws -> [Int] {
        let even = parts > 0 ? (extent + parts - 1) / parts : 0
        let sizes =
            try sizes ?? integers(inputs, 1) ?? (0..<max(parts, 0)).map { min(even, max(0, extent - $0 * even)) }
        guard sizes.allSatisfy({ (0...extent).contains($0) }), sizes.reduce(0, +) == extent, !sizes.isEmpty else {
            throw mismatch("parts of \(sizes) of an axis of \(extent)")
        }
        return sizes
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let value = try any(inputs, 0)
        let axis = try normalized(axis, rank: value.shape.count)
        var start = 0
        return try extents(inputs, value.shape[axis]).map { extent in
            defer { start += extent }
            switch value {
            case .real(let x): return .real(x.part(axis: axis, start: start, extent: extent))
            case .integer(let x): return .integer(x.part(axis: axis, start: start, extent: extent))
            case .boolean(let x): return .boolean(x.part(axis: axis, start: start, extent: extent))
            }
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        var result = context.none
        guard context.wanted[0], let axis = try? normalized(axis, rank: context.inputs[0]!.shape.count) else {
            return result
        }
        let parts = zip(context.outputs, context.cotangents).map { $1 ?? Tensor(zeros: $0.shape) }
        result[0] = Tensor.joined(parts, axis: axis)
        return result
    }
}
