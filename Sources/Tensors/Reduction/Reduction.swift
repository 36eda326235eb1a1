// SPDX-License-Identifier: Apache-2.0
/// How a reduction combines the values along its axes; `l2` is the 2-norm.
public enum ReductionKind: Hashable, Sendable {
    case mean, sum, product, l2, maximum, minimum
}

extension Tensor where Element: Real {
    /// The reduction over `axes`, which remain with extent 1. Over no values a sum is 0, a product 1, a maximum −∞ and
    /// a minimum +∞.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func reduce(_ kind: ReductionKind, axes: [Int]) -> Tensor {
        let shape = self.shape.enumerated().map { axes.contains($0) ? 1 : $1 }
        let initial: Element =
            switch kind {
            case .mean, .sum, .l2: 0
            case .product: 1
            case .maximum: -.infinity
            case .minimum: .infinity
            }
        var result = Tensor(repeating: initial, shape: shape)
        switch kind {
        case .mean, .sum: accumulate(into: &result) { $0 + $1 }
        case .product: accumulate(into: &result) { $0 * $1 }
        case .l2: accumulate(into: &result) { $0 + $1 * $1 }
        case .maximum: accumulate(into: &result) { .larger($0, $1) }
        case .minimum: accumulate(into: &result) { .smaller($0, $1) }
        }
        let extent = axes.reduce(1) { $0 * self.shape[$1] }
        switch kind {
        case .mean: return result.map { $0 / Element(extent) }
        case .l2: return result.map { $0.squareRoot() }
        default: return result
        }
    }

    @inline(__always)
    private func accumulate(into result: inout Tensor, _ combine: (Element, Element) -> Element) {
        forEachPair(with: result) { own, reduced in
            result.elements[reduced] = combine(result.elements[reduced], elements[own])
        }
    }

    /// Calls `body` with each element's index and the matching index in `reduced`, which broadcasts to this tensor.
    @inline(__always)
    private func forEachPair(with reduced: Tensor, _ body: (Int, Int) -> Void) {
        let strides = reduced.broadcastStrides(to: shape)
        let (inner, step) = (shape.last ?? 1, strides.last ?? 0)
        var own = 0
        forEachStart(of: shape.dropLast(), strides: strides, offset: 0) { start in
            for index in 0..<inner { body(own + index, start + index * step) }
            own += inner
        }
    }

    /// The gradient x̄ of a reduction; `output` and `cotangent` keep the reduced axes with extent 1.
    ///
    /// Of equal extrema, the first takes the whole gradient. The 2-norm's gradient is 0 at 0.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func reduceAdjoint(
        _ kind: ReductionKind, axes: [Int], output: Tensor, _ cotangent: Tensor
    ) -> Tensor {
        var result = Tensor(zeros: shape)
        let extent = Element(axes.reduce(1) { $0 * self.shape[$1] })
        var taken = [Bool](repeating: false, count: output.count)
        forEachPair(with: output) { own, reduced in
            let (g, y, x) = (cotangent.elements[reduced], output.elements[reduced], elements[own])
            switch kind {
            case .mean: result.elements[own] = g / extent
            case .sum: result.elements[own] = g
            case .product: result.elements[own] = g * productOfOthers(own, axes: axes, x: x, product: y)
            case .l2: result.elements[own] = y == 0 ? 0 : g * x / y
            case .maximum, .minimum:
                guard x == y, !taken[reduced] else { return }
                taken[reduced] = true
                result.elements[own] = g
            }
        }
        return result
    }

    /// The product of the element's group without the element: product/x, or multiplied again if x = 0.
    private func productOfOthers(_ own: Int, axes: [Int], x: Element, product: Element) -> Element {
        if x != 0 { return product / x }
        let strides = Self.strides(of: shape)
        let reduced = axes.reduce(own) { start, axis in start - own / strides[axis] % shape[axis] * strides[axis] }
        var result: Element = 1
        let lengths = axes.map { shape[$0] }
        forEachStart(of: lengths[...], strides: axes.map { strides[$0] }, offset: reduced) { index in
            if index != own { result *= elements[index] }
        }
        return result
    }
}

extension Reference {
    /// Softmax, or its logarithm, over the middle axis of [outer, extent, inner].
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func softmax<T: Real>(
        _ x: [T], outer: Int, extent: Int, inner: Int, logarithm: Bool
    ) -> [T] {
        var y = x
        for block in 0..<outer {
            for column in 0..<inner {
                let at = { (row: Int) in (block * extent + row) * inner + column }
                let peak = (0..<extent).reduce(-T.infinity) { max($0, x[at($1)]) }
                let sum = (0..<extent).reduce(T(0)) { $0 + T.exp(x[at($1)] - peak) }
                let normalizer = T.log(sum)
                for row in 0..<extent {
                    let centred = x[at(row)] - peak
                    y[at(row)] = logarithm ? centred - normalizer : T.exp(centred) / sum
                }
            }
        }
        return y
    }

    /// x̄ = y·(ȳ − Σ y·ȳ); for the logarithm x̄ = ȳ − eʸ·Σ ȳ. `y` is the result of the softmax.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func softmaxAdjoint<T: Real>(
        _ gradient: [T], y: [T], outer: Int, extent: Int, inner: Int, logarithm: Bool
    ) -> [T] {
        var result = gradient
        for block in 0..<outer {
            for column in 0..<inner {
                let at = { (row: Int) in (block * extent + row) * inner + column }
                let sum = (0..<extent).reduce(T(0)) { $0 + gradient[at($1)] * (logarithm ? 1 : y[at($1)]) }
                for row in 0..<extent {
                    let index = at(row)
                    result[index] =
                        logarithm ? gradient[index] - T.exp(y[index]) * sum : y[index] * (gradient[index] - sum)
                }
            }
        }
        return result
    }
}
