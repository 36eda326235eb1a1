// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// The diagnostics of an attack, by their definitions from the golden traces' own numbers.
@Suite(.timeLimit(.minutes(10))) struct DiagnosticsTests {
    /// ‖L_t‖² from δ_t, c_t, f_t, ∇I and ∇F of the trace: with a plain step ∇F = c_t∇f⁺ ± ∇I.
    @Test(arguments: ["a1_unsup_conv_adam", "a1_sup_targeted_conv"]) func stationarity(_ name: String) throws {
        let golden = try GoldenFile(name)
        let outcome = try golden.run(SampleCritics<PlainCritic<Double>>.self) { _, _ in }
        let (x, epsilon) = (golden.x, golden.parameters.epsilon)
        var delta = [Double](repeating: 0, count: x.count)
        var f = number(golden.result["f_at_delta0"])
        for (t, entry) in golden.trace.enumerated() {
            let slope = numbers(entry["grad_F"])
            var expected = max(f, 0) * max(f, 0)
            for index in x.indices {
                let bounded = min(max(delta[index] - slope[index], -epsilon), epsilon)
                let projected = min(max(x[index] + bounded, 0), 1) - x[index]
                expected += (delta[index] - projected) * (delta[index] - projected)
            }
            #expect(abs(outcome.stationarityCurve[t] - expected) < 1e-9)
            let before = numbers(entry["mine_train_I_before_each_update"])[0]
            #expect(abs(outcome.criticGainCurve[t] - abs(number(entry["I"]) - before)) < 1e-9)
            delta = numbers(entry["delta"])
            f = number(entry["f"])
            #expect(abs(outcome.l2Curve[t] - delta.map { $0 * $0 }.reduce(0, +).squareRoot()) < 1e-9)
        }
    }
}
