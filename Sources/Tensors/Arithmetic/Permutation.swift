// SPDX-License-Identifier: Apache-2.0
/// Copies of views: permuted axes, slices and repetitions, which move elements without arithmetic.
extension Tensor {
    /// Strides of a row-major array of this shape, in elements.
    public static func strides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in stride(from: shape.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        return strides
    }

    /// A copy with permuted axes: axis i of the result is axis `axes[i]` of this tensor.
    public func transposed(_ axes: [Int]) -> Tensor {
        precondition(axes.sorted() == Array(0..<rank), "\(axes) does not permute \(rank) axes")
        let from = Self.strides(of: shape)
        return strided(shape: axes.map { shape[$0] }, strides: axes.map { from[$0] }, offset: 0)
    }

    /// y[j] = x[offset + Σ jᵢ·strides[i]], the form of every view of a row-major array: a transpose, a slice or a
    /// repetition (stride 0).
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    @_specialize(where Element == Int64)
    public func strided(shape: [Int], strides: [Int], offset: Int) -> Tensor {
        let total = shape.reduce(1, *)
        guard total > 0 else { return Tensor(shape: shape, elements: []) }
        let inner = shape.last ?? 1
        let step = strides.last ?? 0
        let result = [Element](unsafeUninitializedCapacity: total) { result, count in
            elements.withUnsafeBufferPointer { source in
                var written = 0
                forEachStart(of: shape.dropLast(), strides: strides, offset: offset) { start in
                    for index in 0..<inner {
                        (result.baseAddress! + written + index).initialize(to: source[start + index * step])
                    }
                    written += inner
                }
            }
            count = total
        }
        return Tensor(shape: shape, elements: result)
    }
}

/// Calls `body` with offset + Σ jᵢ·strides[i] for every index j of `shape`, last axis fastest.
func forEachStart(of shape: ArraySlice<Int>, strides: [Int], offset: Int, _ body: (Int) -> Void) {
    guard shape.allSatisfy({ $0 > 0 }) else { return }
    var index = [Int](repeating: 0, count: shape.count)
    var start = offset
    while true {
        body(start)
        var axis = shape.count - 1
        while axis >= 0 {
            index[axis] += 1
            start += strides[axis]
            if index[axis] < shape[axis] { break }
            start -= index[axis] * strides[axis]
            index[axis] = 0
            axis -= 1
        }
        if axis < 0 { return }
    }
}
