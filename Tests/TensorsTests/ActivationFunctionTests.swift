// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

/// Activations made of simpler functions, from their definitions.
@Suite(.timeLimit(.minutes(10))) struct ActivationFunctionTests {
    private static let definitions: [(ActivationFunction, @Sendable (Double) -> Double)] = [
        (.hardSigmoid(alpha: 0.3, beta: 0.4), { min(max(0.3 * $0 + 0.4, 0), 1) }),
        (.softsign, { $0 / (1 + abs($0)) }),
        (.celu(alpha: 0.7), { max(0, $0) + min(0, 0.7 * (Double.exp($0 / 0.7) - 1)) }),
        (.hardSwish, { $0 * min(max($0 + 3, 0), 6) / 6 }),
        (.swish(alpha: 2), { $0 / (1 + Double.exp(-2 * $0)) }),
        (.mish, { $0 * Double.tanh(Double.log(1 + Double.exp($0))) }),
        (.gelu, { 0.5 * $0 * (1 + Double.erf($0 / 2.0.squareRoot())) }),
        (.tanhGelu, { 0.5 * $0 * (1 + Double.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
    ]

    @Test func values() {
        let x = Tensor(shape: [7], elements: [-4.5, -2, -0.5, 0, 0.75, 2, 5])
        for (function, definition) in Self.definitions {
            let y = x.activated(function).elements
            #expect(zip(y, x.elements.map(definition)).allSatisfy { abs($0 - $1) < 1e-14 }, "\(function)")
        }
    }

    @Test func adjoints() {
        let elements = [-4.5, -2, -0.5, 0.75, 2.5, 5]
        let ones = Tensor(repeating: 1.0, shape: [elements.count])
        for (function, definition) in Self.definitions {
            let slopes = Tensor(shape: [elements.count], elements: elements).activatedAdjoint(function, cotangent: ones)
            for (x, slope) in zip(elements, slopes.elements) {
                let quotient = (definition(x + 1e-5) - definition(x - 1e-5)) / 2e-5
                #expect(abs(slope - quotient) < 1e-9, "\(function) at \(x)")
            }
        }
    }

    /// Far out nothing overflows.
    @Test func extremes() {
        let x = Tensor<Float>(shape: [2], elements: [-100, 100])
        for function in [ActivationFunction.swish(alpha: 1), .mish, .gelu, .tanhGelu, .hardSwish] {
            let values = x.activated(function).elements
            #expect(abs(values[0]) < 1e-30 && values[1] == 100, "\(function)")
            let slopes = x.activatedAdjoint(function, cotangent: Tensor(repeating: 1, shape: [2]))
            #expect(abs(slopes.elements[0]) < 1e-30 && slopes.elements[1] == 1, "\(function)")
        }
    }
}
