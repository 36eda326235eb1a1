// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Sums of all elements up to each one along an axis, or from each one on if `isReverse`; the element itself is not among
/// them if `isExclusive`. Input 1 holds the axis if there is no attribute.
public struct CumulativeSum: Operation {
    public let axis: Int?
    public let isExclusive: Bool
    public let isReverse: Bool

    /// A negative `axis` counts from the end.
    public init(axis: Int? = nil, isExclusive: Bool = false, isReverse: Bool = false) {
        self.axis = axis
        self.isExclusive = isExclusive
        self.isReverse = isReverse
    }

    public var name: String { "CumSum" }

    private func axis<T: Real>(_ inputs: [Value<T>?]) throws -> Int {
        guard let axis = try axis ?? integers(inputs, 1)?.first else { throw mismatch("no axis") }
        return try normalized(axis, rank: any(inputs, 0).shape.count)
    }

    private func sums<Number: AdditiveArithmetic>(
        _ x: Tensor<Number>, _ axis: Int, isReverse: Bool, add: (Number, Number) -> Number
    ) -> Tensor<Number> {
        let extent = x.shape[axis]
        let inner = x.shape[(axis + 1)...].reduce(1, *)
        var y = x
        for start in 0..<x.count / max(1, extent * inner) {
            for column in 0..<inner {
                var sum = Number.zero
                for index in 0..<extent {
                    let row = isReverse ? extent - 1 - index : index
                    let place = (start * extent + row) * inner + column
                    if isExclusive { y.elements[place] = sum }
                    sum = add(sum, x.elements[place])
                    if !isExclusive { y.elements[place] = sum }
                }
            }
        }
        return y
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let axis = try axis(inputs)
        if case .integer(let x) = try any(inputs, 0) { return [.integer(sums(x, axis, isReverse: isReverse, add: &+))] }
        return [.real(sums(try real(inputs, 0), axis, isReverse: isReverse, add: +))]
    }

    /// The adjoint sums in the other direction.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let axis = try? axis(context.inputs) else { return Tensor(zeros: cotangent.shape) }
            return sums(cotangent, axis, isReverse: !isReverse, add: +)
        }
    }
}
