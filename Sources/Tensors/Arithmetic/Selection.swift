// SPDX-License-Identifier: Apache-2.0
/// Elements selected by index, by condition or along an axis.
extension Tensor {
    /// y[i] = x[table[i]], or `fill` if table[i] is negative; y has the table's shape.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    @_specialize(where Element == Int64)
    public func taken(_ table: Tensor<Int>, fill: Element) -> Tensor {
        Tensor(shape: table.shape, elements: table.elements.map { $0 < 0 ? fill : elements[$0] })
    }

    /// aᵢ if the condition holds at i, else bᵢ; both broadcast to the condition's shape.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    @_specialize(where Element == Int64)
    public static func chosen(_ condition: Tensor<Bool>, _ a: Tensor, _ b: Tensor) -> Tensor {
        let shape = condition.shape
        let (left, right) = (a.expanded(to: shape).elements, b.expanded(to: shape).elements)
        let elements = condition.elements.indices.map { condition.elements[$0] ? left[$0] : right[$0] }
        return Tensor(shape: shape, elements: elements)
    }

    /// The tensors joined along `axis`; their other extents are equal.
    public static func joined(_ tensors: [Tensor], axis: Int) -> Tensor {
        var shape = tensors[0].shape
        shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
        let outer = shape[..<axis].reduce(1, *)
        var result: [Element] = []
        result.reserveCapacity(shape.reduce(1, *))
        for block in 0..<outer {
            for tensor in tensors {
                let width = tensor.shape[axis...].reduce(1, *)
                result += tensor.elements[block * width..<(block + 1) * width]
            }
        }
        return Tensor(shape: shape, elements: result)
    }

    /// The slice of `extent` positions from `start` on along `axis`.
    public func part(axis: Int, start: Int, extent: Int) -> Tensor {
        var shape = self.shape
        shape[axis] = extent
        let strides = Self.strides(of: self.shape)
        return strided(shape: shape, strides: strides, offset: start * strides[axis])
    }
}

extension Tensor where Element: Real {
    /// The adjoint of ``taken(_:fill:)``: x̄[table[i]] += ȳ[i], where ȳ is this tensor and x̄ has `shape`.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func scattered(_ table: Tensor<Int>, shape: [Int]) -> Tensor {
        var result = Tensor(zeros: shape)
        for (index, target) in table.elements.enumerated() where target >= 0 {
            result.elements[target] += elements[index]
        }
        return result
    }
}

extension Tensor where Element == Int {
    /// 0, 1, 2, … in row-major order: the table of the identity, from which views derive theirs.
    public static func indices(of shape: [Int]) -> Tensor {
        Tensor(shape: shape, elements: Array(0..<shape.reduce(1, *)))
    }
}
