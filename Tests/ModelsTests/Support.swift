// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Seeded numbers for tests, exact in float32.
struct Draw {
    private var stream: RandomStream

    init(_ seed: Int) {
        stream = RandomStream(seed: UInt64(seed), sample: 0, purpose: .gaussianNoise)
    }

    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.gaussian()) } }
    mutating func doubles(_ count: Int) -> [Double] { floats(count).map { Double($0) } }

    mutating func real(_ shape: Int...) -> Graph.Constant {
        .real(Tensor(shape: shape, elements: floats(shape.reduce(1, *))))
    }

    /// Uniform in [0, 1).
    mutating func unit<T: Real>(_ shape: [Int]) -> Tensor<T> {
        Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in T(Float(stream.uniform())) })
    }
}

func reals(_ shape: [Int], _ elements: [Double]) -> Graph.Constant {
    .real(Tensor(shape: shape, elements: elements.map { Float($0) }))
}

func integers(_ elements: Int64...) -> Graph.Constant {
    .integer(Tensor(shape: [elements.count], elements: elements))
}

func truth(_ elements: Bool...) -> Graph.Constant {
    .boolean(Tensor(shape: [elements.count], elements: elements))
}

extension Operation {
    /// The outputs for constant inputs.
    func outputs<T: Real>(_ inputs: [Graph.Constant?], _: T.Type = T.self) throws -> [Value<T>] {
        try forward(inputs.map { $0.map { $0.value() } })
    }

    /// The first output, real.
    func result<T: Real>(_ inputs: Graph.Constant?..., as _: T.Type = T.self) throws -> Tensor<T> {
        try #require(try outputs(inputs)[0].real)
    }

    /// The first output, integers.
    func whole(_ inputs: Graph.Constant?...) throws -> Tensor<Int64> {
        guard case .integer(let tensor) = try outputs(inputs, Float.self)[0] else {
            throw Failure.refused("test", "not integers")
        }
        return tensor
    }

    /// The first output, truth values.
    func truths(_ inputs: Graph.Constant?...) throws -> Tensor<Bool> {
        guard case .boolean(let tensor) = try outputs(inputs, Float.self)[0] else {
            throw Failure.refused("test", "not truth values")
        }
        return tensor
    }

    /// The failure that `forward` throws.
    func failure(_ inputs: Graph.Constant?...) throws -> Failure {
        try #require(throws: Failure.self) { try outputs(inputs, Float.self) }
    }
}

/// ⟨a, b⟩
func inner(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) and \(b.count) values")
    return zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-12) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

/// Builds graphs node by node.
struct GraphBuilder {
    private(set) var graph = Graph()
    private var nextValue = 0

    private mutating func value() -> Graph.ValueID {
        nextValue += 1
        return nextValue - 1
    }

    /// An input of `shape` whose batch is free unless `batch` fixes it.
    mutating func input(_ shape: [Int?], batch: Int? = nil, name: String = "x") -> Graph.ValueID {
        let id = value()
        graph.inputs.append(Graph.Input(name: name, value: id, shape: [batch] + shape))
        return id
    }

    mutating func constant(_ constant: Graph.Constant) -> Graph.ValueID {
        let id = value()
        graph.constants[id] = constant
        return id
    }

    mutating func node(_ operation: any Operation, _ inputs: Graph.ValueID?..., name: String? = nil) -> Graph.ValueID {
        nodes(operation, inputs, outputs: 1, name: name)[0]
    }

    mutating func nodes(_ operation: any Operation, _ inputs: [Graph.ValueID?], outputs: Int, name: String? = nil)
        -> [Graph.ValueID]
    {
        let ids = (0..<outputs).map { _ in value() }
        graph.nodes.append(
            Graph.Node(name: name ?? "node\(ids[0])", operation: operation, inputs: inputs, outputs: ids))
        return ids
    }

    mutating func output(_ id: Graph.ValueID, name: String = "y") {
        graph.outputs.append(Graph.Output(name: name, value: id))
    }
}
