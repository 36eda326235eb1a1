// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Nodes without a form in lanes, one after the other, as one step.
struct RegionStep<Scalar: Real>: LaneStep {
    let number: Int
    let nodes: [Graph.Node]
    let constants: NodeRegion<Scalar>.Values
    /// Values at the border, with their shapes.
    let inputs: [(value: Graph.ValueID, shape: [Int])]
    let outputs: [(value: Graph.ValueID, shape: [Int])]
    /// Constants that are learned.
    let learned: [Graph.ValueID: [Int32]]

    var results: [Graph.ValueID] { outputs.map(\.value) }

    private func call(
        _ reads: [NodeRegion<Scalar>.Port], _ writes: [NodeRegion<Scalar>.Port], isReverse: Bool,
        _ emitter: inout LaneEmitter<Scalar>
    ) {
        let weights = learned.sorted { $0.key < $1.key }.map { value, sources in
            NodeRegion<Scalar>.Learned(
                value: value, sources: sources,
                gradient: isReverse ? emitter.program.keepGradients(sources.count, LaneLinks(sources)) : 0)
        }
        let region = NodeRegion(
            nodes: nodes, constants: isReverse ? [:] : constants, learned: weights, reads: reads, writes: writes,
            number: number, isReverse: isReverse)
        emitter.call(region, touching: (reads + writes).map(\.address))
    }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let reads = inputs.map {
            NodeRegion<Scalar>.Port(value: $0.value, shape: $0.shape, address: emitter.at($0.value))
        }
        let writes = outputs.map {
            NodeRegion<Scalar>.Port(value: $0.value, shape: $0.shape, address: emitter.at($0.value))
        }
        call(reads, writes, isReverse: false, &emitter)
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        let reads = outputs.compactMap { output in
            emitter.slope(output.value).map {
                NodeRegion<Scalar>.Port(value: output.value, shape: output.shape, address: $0)
            }
        }
        guard !reads.isEmpty else { return }
        let writes = inputs.filter { emitter.isWanted($0.value) }.map { input in
            let (address, adds) = emitter.receive(input.value)
            return NodeRegion<Scalar>.Port(value: input.value, shape: input.shape, address: address, adds: adds)
        }
        call(reads, writes, isReverse: true, &emitter)
    }
}
