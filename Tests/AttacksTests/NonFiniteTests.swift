// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// A gradient that is not finite stops its sample, with the reason, and no other.
@Suite(.timeLimit(.minutes(10))) struct NonFiniteTests {
    /// Φ(z) = √z has no slope at 0: a sample with zeros stops when c is above 0 for the first time, which κ > 0 makes it.
    @Test(arguments: [StepRule.plain, .scaleFree]) func aGradientWithoutBound(_ step: StepRule) throws {
        var builder = GraphBuilder()
        let x = builder.input([6])
        let graph = builder.output(builder.node(Unary(.sqrt), [x]))
        var parameters = Parameters.preset(.uaed, sampling: .random, elementShape: [6])
        parameters.step = step
        (parameters.rowCount, parameters.rowLength, parameters.kappa) = (4, 4, 1)
        let attack = MinMax<Double>(
            parameters: parameters, seed: 1, matrices: RandomMatrices(parameters, seed: 1, inputs: 6))
        var model = try Execution<Double>(graph, batch: 2)
        let values = [0, 0, 0, 0, 0.5, 0.75, 0.25, 0.5, 0.75, 0.5, 0.25, 0.75]
        let frozen = (0..<12).map { $0 == 0 }
        let outcomes = try attack.run(
            Batch(x: Tensor(shape: [2, 6], elements: values), indices: [0, 1], frozen: frozen), model: &model)
        #expect(outcomes[1].reason == nil && outcomes[1].informationCurve.count == 40)
        var last = try Execution<Double>(graph, batch: 2)
        let pgd = try ProjectedGradient<Double>(parameters: parameters, step: 1, seed: 1).run(
            Batch(x: Tensor(shape: [2, 6], elements: values), indices: [0, 1]), model: &last)
        #expect(pgd.allSatisfy { $0.reason == "the gradient of f is not finite" })
        // Not the frozen value, whose slope nobody asks for, but one that the first step left at 0.
        #expect(outcomes[0].reason == "the gradient of f is not finite" && outcomes[0].informationCurve.count < 40)
    }
}
