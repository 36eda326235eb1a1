// SPDX-License-Identifier: Apache-2.0
import Attacks
import Testing

/// Preset `uaed` on a classifier of Fashion-MNIST: the supervised figures of the algorithm's description.
@Suite(.enabled(if: Subject.hasFashion), .timeLimit(.minutes(10))) struct SupervisedTests {
    @Test(arguments: [(Objective.untargeted, 0.8), (.targeted, 1.9)])
    func uaed(_ objective: Objective, _ bound: Double) throws {
        let subject = try Subject("cnn")
        let parameters = try subject.parameters(.uaed, objective)
        let attack = MinMax<Float>(parameters: parameters, seed: 0, matrices: subject.matrices(parameters))
        let rule = LabelRule(source: .predicted, target: objective == .targeted ? .next : nil, seed: 0)
        let figures = Figures(try subject.run(attack, count: 128, rule: rule))
        print("\(objective): \(figures)")
        #expect(figures.asr >= 0.99)
        #expect(figures.l2 <= bound)
    }
}
