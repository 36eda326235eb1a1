// SPDX-License-Identifier: Apache-2.0
/// A scalar function of two numbers, applied with broadcasting.
public enum BinaryFunction: Hashable, Sendable {
    case add, subtract, multiply, divide, power, maximum, minimum
    /// The remainder with the dividend's sign (C's fmod), and the one with the divisor's sign (Python's %).
    case remainder, modulo
    /// a if a > 0, else b·a; b is the slope.
    case parametricRelu
}

/// One of a binary function's two operands.
public enum Operand: Sendable {
    case left, right
}

/// The common shape of two operands by NumPy's rule (aligned at the last axis, extents equal or 1); nil if there is
/// none.
public func broadcast(_ left: [Int], _ right: [Int]) -> [Int]? {
    let rank = max(left.count, right.count)
    let (a, b) = (padded(left, to: rank), padded(right, to: rank))
    var result: [Int] = []
    for axis in 0..<rank {
        guard a[axis] == b[axis] || a[axis] == 1 || b[axis] == 1 else { return nil }
        result.append(a[axis] == 1 ? b[axis] : a[axis])
    }
    return result
}

private func padded(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
}

extension Tensor {
    /// Strides that walk this tensor along a broadcast `shape`; a repeated axis has stride 0.
    func broadcastStrides(to shape: [Int]) -> [Int] {
        let own = padded(self.shape, to: shape.count)
        let strides = Array(repeating: 0, count: shape.count - rank) + Self.strides(of: self.shape)
        return zip(own, strides).map { $0 == 1 ? 0 : $1 }
    }

    /// This tensor repeated along a broadcast `shape`.
    public func expanded(to shape: [Int]) -> Tensor {
        self.shape == shape ? self : strided(shape: shape, strides: broadcastStrides(to: shape), offset: 0)
    }

    /// f(aᵢ, bᵢ) over the common shape. Traps if the shapes do not broadcast.
    @inline(__always)
    public func broadcasted(with other: Tensor, _ function: (Element, Element) -> Element) -> Tensor {
        guard let shape = broadcast(self.shape, other.shape) else {
            preconditionFailure("\(self.shape) and \(other.shape) do not broadcast")
        }
        let (left, right) = (expanded(to: shape).elements, other.expanded(to: shape).elements)
        return Tensor(shape: shape, elements: left.indices.map { function(left[$0], right[$0]) })
    }
}

extension Tensor where Element: Real {
    /// z = a ∘ b over the common shape, where a is this tensor. Traps if the shapes do not broadcast.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func combined(with other: Tensor, _ function: BinaryFunction) -> Tensor {
        switch function {
        case .add: broadcasted(with: other) { $0 + $1 }
        case .subtract: broadcasted(with: other) { $0 - $1 }
        case .multiply: broadcasted(with: other) { $0 * $1 }
        case .divide: broadcasted(with: other) { $0 / $1 }
        case .power: broadcasted(with: other) { $1 == 2 ? $0 * $0 : Element.pow($0, $1) }
        case .maximum: broadcasted(with: other) { .larger($0, $1) }
        case .minimum: broadcasted(with: other) { .smaller($0, $1) }
        case .remainder: broadcasted(with: other) { $0.truncatingRemainder(dividingBy: $1) }
        case .modulo: broadcasted(with: other) { $0 - $1 * ($0 / $1).rounded(.down) }
        case .parametricRelu: broadcasted(with: other) { $0 > 0 ? $0 : $1 * $0 }
        }
    }

    /// The gradient ā or b̄ of z = a ∘ b: z̄ times the partial derivative, summed over the axes that were repeated.
    ///
    /// Equal operands of a maximum or a minimum pass the whole gradient to a. The derivative of aᵇ by a is 0 if b = 0,
    /// and the one by b is 0 if a ≤ 0.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func combinedAdjoint(
        with other: Tensor, _ function: BinaryFunction, cotangent: Tensor, side: Operand
    ) -> Tensor {
        let shape = cotangent.shape
        let (a, b, g) = (expanded(to: shape).elements, other.expanded(to: shape).elements, cotangent.elements)
        func rule(_ rule: (Element, Element, Element) -> Element) -> Tensor {
            let full = Tensor(shape: shape, elements: g.indices.map { rule(g[$0], a[$0], b[$0]) })
            return full.reduced(to: side == .left ? self.shape : other.shape)
        }
        switch (function, side) {
        case (.add, _), (.subtract, .left), (.remainder, .left), (.modulo, .left):
            return cotangent.reduced(to: side == .left ? self.shape : other.shape)
        case (.subtract, .right): return rule { g, _, _ in -g }
        case (.multiply, .left): return rule { g, _, b in g * b }
        case (.multiply, .right): return rule { g, a, _ in g * a }
        case (.divide, .left): return rule { g, _, b in g / b }
        case (.divide, .right): return rule { g, a, b in -g * a / (b * b) }
        case (.power, .left): return rule { g, a, b in b == 0 ? 0 : g * b * (b == 2 ? a : Element.pow(a, b - 1)) }
        case (.power, .right): return rule { g, a, b in a > 0 ? g * Element.pow(a, b) * Element.log(a) : 0 }
        case (.maximum, .left): return rule { g, a, b in a >= b ? g : 0 }
        case (.maximum, .right): return rule { g, a, b in a >= b ? 0 : g }
        case (.minimum, .left): return rule { g, a, b in a <= b ? g : 0 }
        case (.minimum, .right): return rule { g, a, b in a <= b ? 0 : g }
        case (.remainder, .right): return rule { g, a, b in -g * (a / b).rounded(.towardZero) }
        case (.modulo, .right): return rule { g, a, b in -g * (a / b).rounded(.down) }
        case (.parametricRelu, .left): return rule { g, a, b in a > 0 ? g : g * b }
        case (.parametricRelu, .right): return rule { g, a, _ in a > 0 ? 0 : g * a }
        }
    }

    /// The adjoint of ``expanded(to:)``: the sum over the axes along which `shape` was repeated.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func reduced(to shape: [Int]) -> Tensor {
        guard shape != self.shape else { return self }
        var result = Tensor(zeros: shape)
        let strides = result.broadcastStrides(to: self.shape)
        let inner = self.shape.last ?? 1
        let step = strides.last ?? 0
        var read = 0
        forEachStart(of: self.shape.dropLast(), strides: strides, offset: 0) { start in
            for index in 0..<inner { result.elements[start + index * step] += elements[read + index] }
            read += inner
        }
        return result
    }

    /// The sum of this tensor and `other`, which holds as many elements in row-major order.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func adding(_ other: [Element]) -> Tensor {
        precondition(other.count == count, "sums of different sizes")
        var result = self
        for index in other.indices { result.elements[index] += other[index] }
        return result
    }

    /// scaleⱼ·x + offsetⱼ, where j counts along the last axis ([rows, d]); a list of one value applies to every j.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func affine(scale: [Element], offset: [Element]) -> Tensor {
        let width = shape.last ?? 1
        var result = self
        for index in elements.indices {
            let column = index % width
            result.elements[index] =
                elements[index] * scale[scale.count == 1 ? 0 : column] + offset[offset.count == 1 ? 0 : column]
        }
        return result
    }
}
