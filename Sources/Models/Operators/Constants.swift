// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A constant of the graph as a node.
public struct Constant: Operation {
    public let value: Graph.Constant

    public init(_ value: Graph.Constant) {
        self.value = value
    }

    public var name: String { "Constant" }
    public var withoutDerivative: String? { "a constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] { [value.value()] }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

/// A tensor filled with one value, whose shape input 0 holds.
public struct ConstantOfShape: Operation {
    /// A tensor of one element.
    public let value: Graph.Constant

    /// The default is a real 0.
    public init(_ value: Graph.Constant = .real(Tensor(scalar: 0))) {
        self.value = value
    }

    public var name: String { "ConstantOfShape" }
    public var withoutDerivative: String? { "a constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        guard let shape = try integers(inputs, 0) else { throw mismatch("no shape") }
        let single: Value<T> = value.value()
        guard single.shape.reduce(1, *) == 1 else { throw mismatch("a value of shape \(single.shape)") }
        let table = Tensor(repeating: 0, shape: try checked(shape))
        return [single.taken(table)]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

/// Change of element type: real to integer truncates, a cast to boolean tests for ≠ 0, real to real is the identity.
public struct Cast: Operation {
    public let target: ElementKind

    public init(to target: ElementKind) {
        self.target = target
    }

    public var name: String { "Cast" }
    /// Real to real passes the gradient on; a cast from or to any other type passes none.
    public var withoutDerivative: String? { target == .real ? nil : "an integer is piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let value = try any(inputs, 0)
        switch (value, target) {
        case (.real, .real), (.integer, .integer), (.boolean, .boolean): return [value]
        case (.real(let x), .integer): return [.integer(x.map { Int64(saturating: $0) })]
        case (.real(let x), .boolean): return [.boolean(x.map { $0 != 0 })]
        case (.integer(let x), .real): return [.real(x.map { T($0) })]
        case (.integer(let x), .boolean): return [.boolean(x.map { $0 != 0 })]
        case (.boolean(let x), .real): return [.real(x.map { $0 ? 1 : 0 })]
        case (.boolean(let x), .integer): return [.integer(x.map { $0 ? 1 : 0 })]
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.inputs[0]?.real == nil ? context.none : context.first { $0 }
    }
}

/// Indices (input 0) as one-hot vectors along `axis`; input 1 is the depth, input 2 holds [off, on].
public struct OneHot: Operation {
    public let axis: Int

    /// A negative `axis` counts from the end of the output's axes.
    public init(axis: Int = -1) {
        self.axis = axis
    }

    public var name: String { "OneHot" }
    public var settings: Set<Int> { [1, 2] }
    public var withoutDerivative: String? { "an index has no derivative" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let shape = try any(inputs, 0).shape
        let indices = try whole(inputs, 0)
        guard let depth = try whole(inputs, 1).first, depth > 0 else { throw mismatch("no depth") }
        let values = try any(inputs, 2)
        guard values.shape == [2] else { throw mismatch("values of shape \(values.shape), not [2]") }
        let axis = try normalized(axis, rank: shape.count + 1)
        let result = try checked(Array(shape[..<axis]) + [depth] + Array(shape[axis...]))
        let inner = shape[axis...].reduce(1, *)
        var table = [Int](repeating: 0, count: result.reduce(1, *))
        for (position, index) in indices.enumerated() {
            let row = index < 0 ? index &+ depth : index
            guard (0..<depth).contains(row) else { continue }
            table[(position / inner * depth + row) * inner + position % inner] = 1
        }
        return [values.taken(Tensor(shape: result, elements: table))]
    }

    /// The numbers at input `index`, truncated if real; empty if the input is absent.
    private func whole<T: Real>(_ inputs: [Value<T>?], _ index: Int) throws -> [Int] {
        if case .real(let x)? = try optional(inputs, index) { return x.elements.map { Int(Int64(saturating: $0)) } }
        return try integers(inputs, index) ?? []
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}
