// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Every operator's gradient by ⟨Jv, u⟩ = ⟨v, Jᵀu⟩, Jv being a central difference in double, and float32 against double.
@Suite(.timeLimit(.minutes(10))) struct OperatorGradientTests {
    @Test(arguments: OperatorCase.all) func inputGradients(_ one: OperatorCase) throws {
        for input in one.differentiable { try check(one, input) }
    }

    private func check(_ one: OperatorCase, _ input: Int) throws {
        var draw = Draw(500 + input)
        let inputs: [Value<Double>?] = one.inputs.map { $0.map { $0.value() } }
        let x = try #require(inputs[input]?.real)
        let outputs = try one.operation.forward(inputs)
        let cotangents = outputs.map { $0.real.map { Tensor(shape: $0.shape, elements: draw.doubles($0.count)) } }
        let v = draw.doubles(x.count)
        func project(_ step: Double) throws -> Double {
            var moved = inputs
            moved[input] = .real(Tensor(shape: x.shape, elements: zip(x.elements, v).map { $0 + step * $1 }))
            let result = try one.operation.forward(moved)
            return zip(result, cotangents).reduce(0) { sum, pair in
                guard let y = pair.0.real, let u = pair.1 else { return sum }
                return sum + inner(y.elements, u.elements)
            }
        }
        let h = 1e-6
        let slope = (try project(h) - project(-h)) / (2 * h)
        let wanted = inputs.indices.map { one.differentiable.contains($0) }
        let gradients = one.operation.inputGradients(
            GradientContext(inputs: inputs, outputs: outputs, cotangents: cotangents, wanted: wanted))
        let gradient = try #require(gradients[input])
        #expect(gradient.shape == x.shape && gradients.count == inputs.count)
        let expected = inner(gradient.elements, v)
        #expect(abs(slope - expected) <= 1e-6 * max(1, abs(expected)), "input \(input)")
        #expect(one.operation.withoutDerivative == nil)
    }

    @Test(arguments: OperatorCase.all) func precision(_ one: OperatorCase) throws {
        let double = try one.operation.outputs(one.inputs, Double.self)
        let single = try one.operation.outputs(one.inputs, Float.self)
        #expect(double.count == single.count)
        for (other, value) in zip(double, single) {
            guard let expected = other.real, let found = value.real else { continue }
            let scale = max(1, expected.elements.map(abs).max() ?? 1)
            #expect(found.shape == expected.shape)
            #expect(zip(found.elements, expected.elements).allSatisfy { abs(Double($0) - $1) < 1e-5 * scale })
        }
        try compareGradients(one)
    }

    private func compareGradients(_ one: OperatorCase) throws {
        let double: [Tensor<Double>?] = try gradients(one)
        let single: [Tensor<Float>?] = try gradients(one)
        for (expected, found) in zip(double, single) {
            guard let expected, let found else { continue }
            let scale = max(1, expected.elements.map(abs).max() ?? 1)
            #expect(zip(found.elements, expected.elements).allSatisfy { abs(Double($0) - $1) < 1e-4 * scale })
        }
    }

    private func gradients<T: Real>(_ one: OperatorCase) throws -> [Tensor<T>?] {
        var draw = Draw(77)
        let inputs: [Value<T>?] = one.inputs.map { $0.map { $0.value() } }
        let outputs = try one.operation.forward(inputs)
        let cotangents = outputs.map { value in
            value.real.map { Tensor(shape: $0.shape, elements: draw.floats($0.count).map { T($0) }) }
        }
        return one.operation.inputGradients(
            GradientContext(
                inputs: inputs, outputs: outputs, cotangents: cotangents,
                wanted: inputs.indices.map { one.differentiable.contains($0) }))
    }

    /// What has no derivative says so, and gives none.
    @Test func withoutDerivative() throws {
        let x = OperatorCase.numbers(1, [2, 3])
        let cases: [(any Operation, [Graph.Constant?])] = [
            (ArgMax(axis: 1), [x]), (Shape(), [x]), (Constant(x), []), (ConstantOfShape(), [integers(2, 2)]),
            (Cast(to: .integer), [x]), (Cast(to: .boolean), [x]),
            (Comparison(.less), [x, x]), (Rounding(.round), [x]), (Logic(.and), [truth(true), truth(false)]),
            (Not(), [truth(true)]),
            (OneHot(), [integers(0, 1), integers(3), reals([2], [0, 1])]),
        ]
        for (operation, constants) in cases {
            #expect(operation.withoutDerivative?.isEmpty == false, "\(operation.name)")
            let inputs: [Value<Double>?] = constants.map { $0.map { $0.value() } }
            let outputs = try operation.forward(inputs)
            let gradients = operation.inputGradients(
                GradientContext(
                    inputs: inputs, outputs: outputs, cotangents: outputs.map { $0.real },
                    wanted: inputs.map { _ in true }))
            #expect(gradients.count == inputs.count && gradients.allSatisfy { $0 == nil })
        }
        #expect(Shape().readsShapesOnly && !ArgMax().readsShapesOnly)
    }

    /// An input that is not asked for costs nothing.
    @Test func onlyWhatIsWanted() throws {
        for one in OperatorCase.linear + OperatorCase.binary where one.inputs.count > 1 && !(one.operation is Variadic)
        {
            let inputs: [Value<Double>?] = one.inputs.map { $0.map { $0.value() } }
            let outputs = try one.operation.forward(inputs)
            let gradients = one.operation.inputGradients(
                GradientContext(
                    inputs: inputs, outputs: outputs, cotangents: outputs.map { $0.real },
                    wanted: inputs.indices.map { $0 == 0 }))
            #expect(gradients[0] != nil && gradients.dropFirst().allSatisfy { $0 == nil }, "\(one)")
        }
    }
}
