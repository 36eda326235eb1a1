// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Nodes without a form in lanes, which run one by one on the sixteen samples of a block.
struct NodeRegion<Scalar: Real>: Sendable {
    /// A value at the region's border.
    struct Port: Sendable {
        let value: Graph.ValueID
        /// With the sixteen samples first.
        let shape: [Int]
        var address: Int
        /// Whether a cotangent is added to what is there.
        var adds = false
        var count: Int { shape.dropFirst().reduce(1, *) }
    }

    typealias Values = [Graph.ValueID: Value<Scalar>]

    /// A constant that changes: where its elements are among all weights, and where its gradient goes.
    struct Learned: Sendable {
        let value: Graph.ValueID
        let sources: [Int32]
        let gradient: Int
    }

    let nodes: [Graph.Node]
    var constants: Values
    let learned: [Learned]
    /// What the call reads and writes: values forwards, cotangents backwards.
    var reads: [Port]
    var writes: [Port]
    /// The number of the region, under which a forward pass leaves its values for the reverse sweep.
    let number: Int
    let isReverse: Bool

    mutating func move(_ move: (Int) -> Int) {
        for index in reads.indices { reads[index].address = move(reads[index].address) }
        for index in writes.indices { writes[index].address = move(writes[index].address) }
    }

    /// Takes over new weights.
    mutating func load(weights: [Scalar]) {
        guard !isReverse else { return }
        for part in learned {
            guard let old = constants[part.value] else { continue }
            constants[part.value] = .real(
                Tensor(shape: old.shape, elements: part.sources.map { weights[Int($0)] }))
        }
    }

    /// Runs on a block's memory; `values` are those of the forward pass, empty before it. Gradients of weights are added
    /// to `weightGradients`.
    func run(_ memory: inout [Scalar], _ values: inout Values, _ weightGradients: inout [Scalar]) throws {
        var given: [Graph.ValueID: Tensor<Scalar>] = [:]
        for port in reads {
            var tensor = Tensor<Scalar>(zeros: port.shape)
            Lanes.deinterleave(
                memory, at: port.address, count: port.count, into: &tensor.elements, firstRow: 0,
                rowCount: Lanes.count)
            given[port.value] = tensor
        }
        let results = isReverse ? gradients(given, values) : try forward(given, &values)
        if isReverse {
            for part in learned {
                for (index, share) in (results[part.value]?.elements ?? []).enumerated() {
                    weightGradients[part.gradient + index] += share
                }
            }
        }
        for port in writes {
            var elements = results[port.value]?.elements ?? Array(repeating: 0, count: port.count * Lanes.count)
            if port.adds {
                var old = elements
                Lanes.deinterleave(
                    memory, at: port.address, count: port.count, into: &old, firstRow: 0, rowCount: Lanes.count)
                for index in elements.indices { elements[index] += old[index] }
            }
            Lanes.interleave(
                elements, firstRow: 0, rowCount: Lanes.count, count: port.count, into: &memory, at: port.address)
        }
    }

    private func forward(
        _ given: [Graph.ValueID: Tensor<Scalar>], _ values: inout Values
    ) throws -> [Graph.ValueID: Tensor<Scalar>] {
        values = constants
        for (id, tensor) in given { values[id] = .real(tensor) }
        for node in nodes {
            let outputs = try node.evaluated(node.inputs.map { $0.flatMap { values[$0] } })
            for (id, value) in zip(node.outputs, outputs) { values[id] = value }
        }
        return Dictionary(uniqueKeysWithValues: writes.map { ($0.value, values[$0.value]!.real!) })
    }

    private func gradients(_ given: [Graph.ValueID: Tensor<Scalar>], _ values: Values) -> [Graph.ValueID: Tensor<
        Scalar
    >] {
        var cotangents = given
        let targets = Set(writes.map(\.value) + learned.map(\.value))
        ReverseSweep(nodes: nodes, targets: targets) { values[$0] }.run(&cotangents)
        return cotangents
    }
}
