// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// The gradients of a whole graph's initializers, by ⟨Jv, u⟩ = ⟨v, Jᵀu⟩ with central differences in double.
@Suite(.timeLimit(.minutes(10))) struct WeightGradientTests {
    @Test(arguments: LaneGraphModel.allCases) func initializers(_ model: LaneGraphModel) throws {
        let graph = model.graph()
        var bound = try BoundGraph<Double>(graph, batch: 3, request: BindingRequest())
        let z = LaneModel.numbers(3 * bound.sampleShape.reduce(1, *), seed: 5)
        try bound.forward(z)
        let u = LaneModel.numbers(bound.output.count, seed: 6).map { $0 - 0.5 }
        let read = Set(bound.schedule.flatMap { $0.inputs.compactMap(\.self) })
        let targets = Set(graph.constants.keys.filter { bound.values[$0]?.real != nil && read.contains($0) })
        let gradients = bound.gradients(output: u, featureMaps: nil, targets: targets.union([0]))
        #expect(gradients[0]?.elements == bound.inputGradient(output: u, featureMaps: nil))
        for target in targets.sorted() where !isSetting(target, bound) {
            let gradient = try #require(gradients[target], "initializer \(target)")
            let v = LaneModel.numbers(gradient.count, seed: UInt64(7 + target)).map { $0 - 0.5 }
            let along = zip(gradient.elements, v).reduce(0) { $0 + $1.0 * $1.1 }
            let slope = try difference(bound, target, v, u, z)
            #expect(abs(slope - along) <= 2e-6 * max(1, abs(along)), "initializer \(target): \(along), \(slope)")
        }
    }

    /// Whether no gradient is due: a setting, or an operator without derivative.
    private func isSetting(_ value: Graph.ValueID, _ bound: BoundGraph<Double>) -> Bool {
        bound.schedule.contains { node in
            if node.operation.withoutDerivative != nil, node.inputs.contains(value) { return true }
            return node.operation.settings.contains { $0 < node.inputs.count && node.inputs[$0] == value }
        }
    }

    /// ⟨u, y(w + hv) − y(w − hv)⟩/2h
    private func difference(
        _ bound: BoundGraph<Double>, _ target: Graph.ValueID, _ v: [Double], _ u: [Double], _ z: [Double]
    ) throws -> Double {
        let h = 1e-6
        func projected(_ step: Double) throws -> Double {
            var moved = bound
            let old = bound.values[target]!.real!
            moved.values[target] = .real(
                Tensor(shape: old.shape, elements: zip(old.elements, v).map { $0 + step * $1 }))
            try moved.forward(z)
            return zip(moved.output, u).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return (try projected(h) - projected(-h)) / (2 * h)
    }
}
