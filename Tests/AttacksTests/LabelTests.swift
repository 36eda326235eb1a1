// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// y and y' of every rule, on a model that hands its inputs through as logits.
@Suite(.timeLimit(.minutes(10))) struct LabelTests {
    private func classifier(_ inputs: Int) throws -> Execution<Double> {
        var builder = GraphBuilder()
        let x = builder.input([inputs])
        return try Execution(builder.output(builder.node(Identity(), [x])), batch: 3)
    }

    /// Largest at 1, 0 and 2; smallest at 0, 2 and 0.
    private static let logits = [0.1, 0.9, 0.5, 0.8, 0.3, 0.2, 0.1, 0.4, 0.7]

    private func labels(_ target: Target?, _ source: LabelSource = .predicted, given: [Int?] = [nil, nil, nil])
        throws -> Batch<Double>
    {
        var model = try classifier(3)
        var batch = Batch<Double>(x: Tensor(shape: [3, 3], elements: Self.logits), indices: [4, 5, 9])
        LabelRule(source: source, target: target, seed: 3).apply(to: &batch, given: given, model: &model)
        return batch
    }

    @Test func everyTarget() throws {
        #expect(try labels(nil).labels == [1, 0, 2])
        #expect(try labels(.next).labels == [2, 1, 0])
        #expect(try labels(.leastLikely).labels == [0, 2, 0])
        #expect(try labels(.index(1)).labels == [1, 1, 1])
        let random = try #require(try labels(.random).labels)
        #expect(zip(random, [1, 0, 2]).allSatisfy { $0 != $1 && (0..<3).contains($0) })
        #expect(try labels(.random).exclusions == [nil, nil, nil])
    }

    /// Under `given` a sample without a label, or with another than the model's, is outside.
    @Test func given() throws {
        let batch = try labels(nil, .given, given: [1, nil, 0])
        #expect(batch.exclusions == [nil, "it has no label", "the model gives it another class than its label"])
        #expect(batch.labels?[0] == 1)
        #expect(try labels(.next, .given, given: [1, 7, 2]).exclusions == [nil, "it has no label", nil])
    }

    /// One logit ℓ is (0, ℓ): class 1 where it is positive.
    @Test func oneLogit() throws {
        var model = try classifier(1)
        var batch = Batch<Double>(x: Tensor(shape: [3, 1], elements: [0.5, 0, 1]), indices: [0, 1, 2])
        LabelRule(source: .predicted, target: .next, seed: 0).apply(to: &batch, given: [nil, nil, nil], model: &model)
        #expect(batch.labels == [0, 1, 0])
    }

    /// The outcome of an excluded sample says why, and the others are attacked.
    @Test func theClassWantedAlready() throws {
        var parameters = Parameters.preset(.uaed, sampling: .random, objective: .targeted, elementShape: [3])
        (parameters.iterations, parameters.rowCount, parameters.rowLength) = (2, 4, 4)
        let attack = MinMax<Double>(
            parameters: parameters, seed: 1, matrices: RandomMatrices(parameters, seed: 1, inputs: 3))
        var model = try classifier(3)
        let outcomes = try attack.run(try labels(.index(1)), model: &model)
        #expect(outcomes.map(\.isEligible) == [false, true, true])
        #expect(outcomes[0].reason == "the model gives it the target's class already")
        #expect(outcomes[1].informationCurve.count == 2)
    }
}
