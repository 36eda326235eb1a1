// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The k largest or smallest values along an axis, in order, and their places. Input 1 holds k.
public struct Extrema: Operation {
    public let axis: Int
    public let largest: Bool

    /// A negative `axis` counts from the end.
    public init(axis: Int = -1, largest: Bool = true) {
        self.axis = axis
        self.largest = largest
    }

    public var name: String { "TopK" }

    /// The places of the values, [outer…, k, inner…]; of equal values the first comes first.
    private func places<T: Real>(_ inputs: [Value<T>?]) throws -> (Tensor<Int64>, axis: Int) {
        let x = try real(inputs, 0)
        let axis = try normalized(axis, rank: x.rank)
        guard let count = try integers(inputs, 1)?.first, (0...x.shape[axis]).contains(count) else {
            throw mismatch("more values than an axis of \(x.shape[axis]) has")
        }
        let (extent, inner) = (x.shape[axis], x.shape[(axis + 1)...].reduce(1, *))
        var shape = x.shape
        shape[axis] = count
        var places = Tensor<Int64>(repeating: 0, shape: shape)
        for start in 0..<x.count / max(1, extent * inner) {
            for column in 0..<inner {
                let values = (0..<extent).map { x.elements[(start * extent + $0) * inner + column] }
                let order = (0..<extent).sorted { a, b in
                    values[a] == values[b] ? a < b : (largest ? values[a] > values[b] : values[a] < values[b])
                }
                for row in 0..<count { places.elements[(start * count + row) * inner + column] = Int64(order[row]) }
            }
        }
        return (places, axis)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (places, axis) = try places(inputs)
        let gather = GatherElements(axis: axis)
        return [try gather.forward([inputs[0], .integer(places)])[0], .integer(places)]
    }

    /// Each value passes its cotangent to its place.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            guard let (places, axis) = try? places(context.inputs),
                let table = try? GatherElements(axis: axis).table([Value<T>.real(x), .integer(places)])
            else { return Tensor(zeros: x.shape) }
            return cotangent.scattered(table, shape: x.shape)
        }
    }
}
