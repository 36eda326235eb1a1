// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A reduction over axes: ReduceMean, ReduceSum, ReduceProd, ReduceL2, ReduceMax, ReduceMin.
public struct Reduce: Operation {
    public let kind: ReductionKind
    /// The axes as an attribute; nil: input 1, else all axes.
    public let axes: [Int]?
    public let keepAxes: Bool
    /// Whether a node without axes reduces nothing; otherwise it reduces over all axes.
    public let noAxesMeansNone: Bool

    /// `keepAxes` keeps the reduced axes with extent 1.
    public init(_ kind: ReductionKind, axes: [Int]? = nil, keepAxes: Bool = true, noAxesMeansNone: Bool = false) {
        self.kind = kind
        self.axes = axes
        self.keepAxes = keepAxes
        self.noAxesMeansNone = noAxesMeansNone
    }

    public var name: String {
        switch kind {
        case .mean: "ReduceMean"
        case .sum: "ReduceSum"
        case .product: "ReduceProd"
        case .l2: "ReduceL2"
        case .maximum: "ReduceMax"
        case .minimum: "ReduceMin"
        }
    }

    func axes<T: Real>(_ inputs: [Value<T>?], rank: Int) throws -> [Int] {
        let given = try axes ?? integers(inputs, 1) ?? []
        if given.isEmpty { return noAxesMeansNone ? [] : Array(0..<rank) }
        return try Set(given.map { try normalized($0, rank: rank) }).sorted()
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let value = try any(inputs, 0)
        let axes = try axes(inputs, rank: value.shape.count)
        let kept = value.shape.indices.filter { !axes.contains($0) }.map { value.shape[$0] }
        if case .integer(let x) = value {
            let y = x.map { Double($0) }.reduce(kind, axes: axes).map { Int64(saturating: $0) }
            return [.integer(keepAxes ? y : y.reshaped(kept))]
        }
        let y = try real(inputs, 0).reduce(kind, axes: axes)
        return [.real(keepAxes ? y : y.reshaped(kept))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            guard let axes = try? axes(context.inputs, rank: x.rank) else { return Tensor(zeros: x.shape) }
            let shape = x.shape.enumerated().map { axes.contains($0) ? 1 : $1 }
            return x.reduceAdjoint(
                kind, axes: axes, output: context.outputs[0].real!.reshaped(shape), cotangent.reshaped(shape))
        }
    }
}

/// The index of the largest value along an axis.
public struct ArgMax: Operation {
    public let axis: Int
    public let keepAxes: Bool
    public let lastOfEquals: Bool

    /// `keepAxes` keeps the axis with extent 1; `lastOfEquals` takes the last of equal values instead of the first.
    public init(axis: Int = 0, keepAxes: Bool = true, lastOfEquals: Bool = false) {
        self.axis = axis
        self.keepAxes = keepAxes
        self.lastOfEquals = lastOfEquals
    }

    public var name: String { "ArgMax" }
    public var withoutDerivative: String? { "an index is piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let axis = try normalized(axis, rank: x.rank)
        let inner = x.shape[(axis + 1)...].reduce(1, *)
        let extent = x.shape[axis]
        guard extent > 0 else { throw mismatch("the axis \(axis) of \(x.shape) is empty") }
        let outer = x.shape[..<axis].reduce(1, *)
        var result: [Int64] = []
        for block in 0..<outer {
            for column in 0..<inner {
                var best = 0
                for row in 1..<max(1, extent) {
                    let (value, leader) = (
                        x.elements[(block * extent + row) * inner + column],
                        x.elements[(block * extent + best) * inner + column]
                    )
                    if value.beats(leader) || (lastOfEquals && value == leader) { best = row }
                }
                result.append(Int64(best))
            }
        }
        var shape = x.shape
        if keepAxes { shape[axis] = 1 } else { shape.remove(at: axis) }
        return [.integer(Tensor(shape: shape, elements: result))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

extension Int64 {
    /// Truncates towards zero. A value out of range becomes the nearest bound, NaN becomes 0.
    init(saturating value: some BinaryFloatingPoint) {
        if value.isNaN {
            self = 0
        } else if value >= 9_223_372_036_854_774_784 {
            self = .max
        } else if value <= -9_223_372_036_854_774_784 {
            self = .min
        } else {
            self = Int64(value)
        }
    }
}
