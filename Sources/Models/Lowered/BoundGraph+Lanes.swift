// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The questions that a lowering asks about a graph.
extension BoundGraph {
    /// Whether exactly one node reads `value`, and `value` is not the graph's output as well.
    func isReadOnce(_ value: Graph.ValueID) -> Bool {
        schedule.count { $0.inputs.contains(value) } == 1 && value != outputValue
    }

    /// The shape of a real value without its batch axis; nil if it has none.
    func sampleShape(_ value: Graph.ValueID) -> [Int]? {
        guard let shape = values[value]?.real?.shape, shape.first == batch else { return nil }
        return Array(shape.dropFirst())
    }

    /// The real tensor of a value that does not depend on the input, else nil.
    func constant(_ value: Graph.ValueID) -> Tensor<Scalar>? { dependent[value] ? nil : values[value]?.real }

    /// Whether a value is a constant of integers.
    func isInteger(_ value: Graph.ValueID) -> Bool {
        if case .integer = values[value] { return !dependent[value] }
        return false
    }

    /// The factors by which a Resize or Upsample repeats each row and column; nil for any other node.
    func repetition(_ node: Graph.Node) -> (Int, Int)? {
        let inputs = node.inputs.map { $0.flatMap { values[$0] } }
        guard let value = node.inputs.first ?? nil, let shape = sampleShape(value), shape.count == 3 else { return nil }
        let full = [batch] + shape
        let maps: [(axis: Int, map: Resampling)]?
        switch node.operation {
        case let resize as Resize: maps = try? resize.maps(full, inputs)
        case let upsample as Upsample: maps = try? upsample.maps(inputs)
        default: maps = nil
        }
        guard let maps, maps.allSatisfy({ $0.axis >= 2 }) else { return nil }
        var factors = [1, 1]
        for (axis, map) in maps {
            guard let factor = map.repetition else { return nil }
            factors[axis - 2] = factor
        }
        return factors == [1, 1] ? nil : (factors[0], factors[1])
    }

    /// For a node that only moves elements: the index in the input of each element of the output.
    func numbered(_ node: Graph.Node, _ shape: [Int], _ count: Int) -> [Int]? {
        let numbers = (0..<batch).flatMap { _ in (0..<count).map { Scalar($0) } }
        var inputs = node.inputs.map { $0.flatMap { values[$0] } }
        inputs[0] = .real(Tensor(shape: [batch] + shape, elements: numbers))
        return (try? node.operation.forward(inputs))?.first?.real?.elements.map { Int($0) }
    }
}

extension Resampling {
    /// The factor by which every position is repeated; nil for any other resampling.
    var repetition: Int? {
        guard isNearest, input > 0, output % input == 0, output > input else { return nil }
        let factor = output / input
        return indices.indices.allSatisfy { indices[$0] == $0 / factor } ? factor : nil
    }
}
