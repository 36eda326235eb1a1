import Failures
import Tensors

/// An operator whose output is its first input under another shape.
protocol Reshaping: Operation {
    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int]
}

extension Reshaping {
    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let value = try any(inputs, 0)
        let shape = try checked(try shape(inputs))
        guard shape.reduce(1, *) == value.shape.reduce(1, *) else {
            throw mismatch("\(value.shape) does not become \(shape)")
        }
        return [value.reshaped(shape)]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { $0.reshaped(context.inputs[0]!.shape) }
    }
}

/// Target shape as input 1; 0 copies the input's extent (unless `allowZero`), −1 is inferred.
public struct Reshape: Operation, Reshaping {
    public let allowZero: Bool
    /// The target as an attribute (before opset 5).
    public let target: [Int]?

    public init(allowZero: Bool = false, target: [Int]? = nil) {
        self.allowZero = allowZero
        self.target = target
    }

    public var name: String { "Reshape" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        guard var target = try target ?? integers(inputs, 1) else { throw mismatch("no target shape") }
        for axis in target.indices where target[axis] == 0 && !allowZero {
            guard axis < from.count else { throw mismatch("\(target) copies an axis that \(from) does not have") }
            target[axis] = from[axis]
        }
        let known = try checked(target.filter { $0 != -1 }).reduce(1, *)
        let total = from.reduce(1, *)
        switch target.count(where: { $0 == -1 }) {
        case 0: return target
        case 1 where known > 0 && total % known == 0: return target.map { $0 == -1 ? total / known : $0 }
        default: throw mismatch("\(from) does not become \(target)")
        }
    }
}

/// The input as a matrix, split before `axis`.
public struct Flatten: Operation, Reshaping {
    public let axis: Int

    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var name: String { "Flatten" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        let axis = try normalized(axis, rank: from.count, inclusive: true)
        return [from[..<axis].reduce(1, *), from[axis...].reduce(1, *)]
    }
}

/// Removes axes of extent 1: those of the attribute or of input 1, else all.
public struct Squeeze: Operation, Reshaping {
    public let axes: [Int]?

    public init(axes: [Int]? = nil) {
        self.axes = axes
    }

    public var name: String { "Squeeze" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        let given = try (axes ?? integers(inputs, 1))?.map { try normalized($0, rank: from.count) }
        let axes = given ?? from.indices.filter { from[$0] == 1 }
        guard axes.allSatisfy({ from[$0] == 1 }) else { throw mismatch("axes \(axes) of \(from) are not all 1") }
        return from.indices.filter { !axes.contains($0) }.map { from[$0] }
    }
}

/// Inserts axes of extent 1, counted in the output.
public struct Unsqueeze: Operation, Reshaping {
    public let axes: [Int]?

    public init(axes: [Int]? = nil) {
        self.axes = axes
    }

    public var name: String { "Unsqueeze" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        var shape = try any(inputs, 0).shape
        guard let given = try axes ?? integers(inputs, 1) else { throw mismatch("no axes") }
        let rank = shape.count + given.count
        let axes = try given.map { try normalized($0, rank: rank) }.sorted()
        guard Set(axes).count == axes.count else { throw mismatch("the axes \(given) repeat") }
        for axis in axes { shape.insert(1, at: axis) }
        return shape
    }
}

/// y = x, any kind.
public struct Identity: Operation, Reshaping {
    public init() {}

    public var name: String { "Identity" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] { try any(inputs, 0).shape }
}

/// Axes permuted; without a permutation, reversed.
public struct Transpose: Operation {
    public let permutation: [Int]?

    public init(permutation: [Int]? = nil) {
        self.permutation = permutation
    }

    public var name: String { "Transpose" }

    private func axes(_ rank: Int) throws -> [Int] {
        let axes = permutation ?? (0..<rank).reversed()
        guard axes.sorted() == Array(0..<rank) else { throw mismatch("\(axes) does not permute \(rank) axes") }
        return axes
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        switch try any(inputs, 0) {
        case .real(let x): [.real(x.transposed(try axes(x.rank)))]
        case .integer(let x): [.integer(x.transposed(try axes(x.rank)))]
        case .boolean(let x): [.boolean(x.transposed(try axes(x.rank)))]
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let axes = try? axes(cotangent.rank) else { return cotangent }
            return cotangent.transposed(axes.indices.map { axis in axes.firstIndex(of: axis)! })
        }
    }
}

/// The input's shape as integers, from axis `start` to before `end`.
public struct Shape: Operation {
    public let start: Int
    public let end: Int?

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

/// The input repeated along axes of extent 1 to the broadcast of its shape and input 1.
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

/// Inputs joined along an axis.
public struct Concat: Operation {
    public let axis: Int

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
        guard fits, let result = Value.joined(values, axis: axis) else {
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

/// Parts along an axis: sizes as an attribute or input 1, else `parts` equal ones (the last may be smaller).
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
        let sizes = try sizes ?? integers(inputs, 1) ?? (0..<max(parts, 0)).map { min(even, max(0, extent - $0 * even)) }
        guard try checked(sizes.map { $0 }).reduce(0, +) == extent, !sizes.isEmpty else {
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
