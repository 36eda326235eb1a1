// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// The two checks themselves: that they find what is wrong.
@Suite(.timeLimit(.minutes(10))) struct CheckTests {
    /// y = x², whose gradient is said to be `factor`·x·ȳ.
    private struct Square: Models.Operation {
        let factor: Double
        var name: String { "Square" }

        func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
            [.real(inputs[0]!.real!.map { $0 * $0 })]
        }

        func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
            [context.cotangents[0]?.combined(with: context.inputs[0]!.real!.map { T(factor) * $0 }, .multiply)]
        }
    }

    private func verdict(_ operation: any Models.Operation, _ x: [Float]) throws -> GradientCheck.Verdict {
        let graph = Graph(
            inputs: [.init(name: "x", value: 0, shape: [nil])],
            nodes: [.init(name: "n", operation: operation, inputs: [0], outputs: [1])],
            outputs: [.init(name: "y", value: 1)])
        let input = ConformanceCase.Input(name: "x", value: 0, given: .real(Tensor(shape: [x.count], elements: x)))
        let set = ConformanceCase.DataSet(graph: graph, inputs: [input], outputs: [])
        return try GradientCheck(set, input: input, seed: 3).verdict()
    }

    @Test func aWrongGradientIsFound() throws {
        #expect(try verdict(Square(factor: 2), [1, -2, 3]) == .agrees)
        guard case .disagrees = try verdict(Square(factor: 2.001), [1, -2, 3]) else {
            Issue.record("a gradient that is wrong by a thousandth passes")
            return
        }
    }

    @Test func otherVerdicts() throws {
        #expect(try verdict(Rounding(.floor), [0.5, 1.5]) == .constant)
        #expect(try verdict(Unary(.log), [-1, -2]) == .undefined)
        #expect(try verdict(Unary(.log), [-1, 2]) == .agrees)
        #expect(try verdict(Unary(.relu), []) == .undefined)
    }

    /// 10⁻³ relative, 10⁻⁷ absolute; shape and kind have to agree, NaN equals NaN.
    @Test func closeness() {
        func expected(_ values: [Float]) -> Expected {
            Expected(value: .real(Tensor(shape: [values.count], elements: values)), type: 1, declaredType: 1)
        }
        func output(_ values: [Float]) -> Value<Float> { .real(Tensor(shape: [values.count], elements: values)) }
        #expect(expected([1, .nan, .infinity]).complaint(about: output([1.0009, .nan, .infinity])) == nil)
        #expect(expected([1]).complaint(about: output([1.0011])) != nil)
        #expect(expected([0]).complaint(about: output([2e-7])) != nil)
        #expect(expected([1]).complaint(about: output([1, 1])) != nil)
        #expect(expected([1]).complaint(about: .integer(Tensor(shape: [1], elements: [1]))) != nil)
        #expect(
            Expected(value: .real(Tensor(scalar: 1)), type: 1, declaredType: 7).complaint(about: output([1])) != nil)
    }
}
