// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Entries along `axis` selected by index: y = x[…, indices, …].
public struct Gather: Operation, Selecting {
    public let axis: Int

    /// A negative `axis` counts from the end.
    public init(axis: Int = 0) {
        self.axis = axis
    }

    public var name: String { "Gather" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        let axis = try normalized(axis, rank: shape.count)
        let chosen = try any(inputs, 1).shape
        let picked = try (integers(inputs, 1) ?? []).map { try normalizedIndex($0, extent: shape[axis]) }
        let outer = shape[..<axis].reduce(1, *)
        let inner = shape[(axis + 1)...].reduce(1, *)
        let result = try checked(Array(shape[..<axis]) + chosen + Array(shape[(axis + 1)...]))
        var table: [Int] = []
        table.reserveCapacity(result.reduce(1, *))
        for block in 0..<outer {
            for index in picked {
                let start = (block * shape[axis] + index) * inner
                table += start..<start + inner
            }
        }
        return Tensor(shape: result, elements: table)
    }
}

/// Slices selected by index tuples: the last axis of the indices addresses the axes after `batchAxes`.
public struct GatherND: Operation, Selecting {
    public let batchAxes: Int

    /// Data and indices share the first `batchAxes` axes.
    public init(batchAxes: Int = 0) {
        self.batchAxes = batchAxes
    }

    public var name: String { "GatherND" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        let chosen = try any(inputs, 1).shape
        let indices = try integers(inputs, 1) ?? []
        guard let width = chosen.last, batchAxes >= 0, batchAxes < chosen.count, batchAxes + width <= shape.count,
            chosen[..<batchAxes] == shape[..<batchAxes]
        else { throw mismatch("indices \(chosen) do not address \(shape)") }
        let strides = Tensor<Int>.strides(of: shape)
        let inner = shape[(batchAxes + width)...].reduce(1, *)
        let tuples = chosen.dropLast().reduce(1, *)
        let perBatch = tuples / max(1, chosen[..<batchAxes].reduce(1, *))
        let batchSize = shape[batchAxes...].reduce(1, *)
        let result = try checked(Array(chosen.dropLast()) + Array(shape[(batchAxes + width)...]))
        var table: [Int] = []
        table.reserveCapacity(result.reduce(1, *))
        for tuple in 0..<tuples {
            var start = tuple / max(1, perBatch) * batchSize
            for position in 0..<width {
                let axis = batchAxes + position
                start += try normalizedIndex(indices[tuple * width + position], extent: shape[axis]) * strides[axis]
            }
            table += start..<start + inner
        }
        return Tensor(shape: result, elements: table)
    }
}

extension Operation {
    /// An index from either end of an axis as one from the front; throws if it lies outside.
    func normalizedIndex(_ index: Int, extent: Int) throws -> Int {
        let result = index < 0 ? index &+ extent : index
        guard result >= 0, result < extent else { throw mismatch("index \(index) of an axis of \(extent)") }
        return result
    }
}
