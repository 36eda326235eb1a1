// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Removes axes of extent 1: those of the attribute or of input 1, else all.
public struct Squeeze: Operation, Reshaping {
    public let axes: [Int]?

    /// The attribute of opsets before 13; nil: input 1, else all axes of extent 1.
    public init(axes: [Int]? = nil) {
        self.axes = axes
    }

    public var name: String { "Squeeze" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        let given = try (axes ?? integers(inputs, 1))?.map { try normalized($0, rank: from.count) }
        let axes = given ?? from.indices.filter { from[$0] == 1 }
        guard axes.allSatisfy({ from[$0] == 1 }) else { throw mismatch("axes \(axes) of \(from) are not all 1") }
        return from.indices.filter { !axes.contains($0) }.map { from[$0] }
    }
}

/// Inserts axes of extent 1; the attribute or input 1 gives their positions in the output.
public struct Unsqueeze: Operation, Reshaping {
    public let axes: [Int]?

    /// The attribute of opsets before 13; nil: input 1.
    public init(axes: [Int]? = nil) {
        self.axes = axes
    }

    public var name: String { "Unsqueeze" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        var shape = try any(inputs, 0).shape
        guard let given = try axes ?? integers(inputs, 1) else { throw mismatch("no axes") }
        let rank = shape.count + given.count
        let axes = try given.map { try normalized($0, rank: rank) }.sorted()
        guard Set(axes).count == axes.count else { throw mismatch("the axes \(given) repeat") }
        for axis in axes { shape.insert(1, at: axis) }
        return shape
    }
}
