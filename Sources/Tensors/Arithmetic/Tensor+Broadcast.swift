// SPDX-License-Identifier: Apache-2.0
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
        case .multiply: broadcasted(with: other) { $0 * $1 }
        default: broadcasted(with: other) { function.value($0, $1) }
        }
    }

    /// The gradient ā or b̄ of z = a ∘ b: z̄ times the partial derivative, summed over the axes that were repeated.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func combinedAdjoint(
        with other: Tensor, _ function: BinaryFunction, cotangent: Tensor, side: Operand
    ) -> Tensor {
        let shape = cotangent.shape
        let target = side == .left ? self.shape : other.shape
        if function == .add { return cotangent.reduced(to: target) }
        let (a, b, g) = (expanded(to: shape).elements, other.expanded(to: shape).elements, cotangent.elements)
        let full = Tensor(shape: shape, elements: g.indices.map { function.slope(g[$0], a[$0], b[$0], side) })
        return full.reduced(to: target)
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
