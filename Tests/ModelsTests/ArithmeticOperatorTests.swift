// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Operators that compute, by hand.
@Suite(.timeLimit(.minutes(10))) struct ArithmeticOperatorTests {
    @Test func gemm() throws {
        let a = reals([2, 3], [1, 2, 3, 4, 5, 6])
        let b = reals([3, 2], [1, 0, 0, 1, 2, -1])
        let y = try Gemm(alpha: 2, beta: 10).result(a, b, reals([2], [1, -1]), as: Double.self)
        #expect(y == Tensor(shape: [2, 2], elements: [24, -12, 42, -12]))
        let transposed = try Gemm(transposeB: true).result(a, reals([1, 3], [1, 1, 1]), as: Double.self)
        #expect(transposed == Tensor(shape: [2, 1], elements: [6, 15]))
    }

    @Test func matMul() throws {
        let a = reals([2, 1, 2], [1, 2, 3, 4])
        #expect(
            try MatMul().result(a, reals([2], [10, 1]), as: Double.self) == Tensor(shape: [2, 1], elements: [12, 34]))
        #expect(
            try MatMul().result(reals([2], [1, 1]), reals([2, 2], [1, 2, 3, 4]), as: Double.self)
                == Tensor(shape: [2], elements: [4, 6]))
        let batched = try MatMul().result(a, reals([2, 2, 1], [1, 0, 0, 1]), as: Double.self)
        #expect(batched == Tensor(shape: [2, 1, 1], elements: [1, 4]))
    }

    @Test func binary() throws {
        let (a, b) = (reals([2, 1], [6, -7]), reals([2], [2, -4]))
        #expect(try Binary(.divide).result(a, b, as: Double.self).elements == [3, -1.5, -3.5, 1.75])
        #expect(try Binary(.power).result(b, integers(3), as: Double.self).elements == [8, -64])
        #expect(try Binary(.remainder).result(a, b, as: Double.self).elements == [0, 2, -1, -3])
        #expect(try Binary(.modulo).result(a, b, as: Double.self).elements == [0, -2, 1, -3])
        #expect(try Variadic(.maximum).result(a, b, reals([], [0]), as: Double.self).elements == [6, 6, 2, 0])
        #expect(try Variadic(.add).result(a, b, reals([], [1]), as: Double.self).elements == [9, 3, -4, -10])
    }

    @Test func integerArithmetic() throws {
        let (a, b) = (integers(7, -7, 5, .min), integers(2, 2, 0, -1))
        #expect(try Binary(.divide).whole(a, b).elements == [3, -3, 0, .min])
        #expect(try Binary(.modulo).whole(a, b).elements == [1, 1, 0, 0])
        #expect(try Binary(.remainder).whole(a, b).elements == [1, -1, 0, 0])
        #expect(try Binary(.add).whole(a, b).elements == [9, -5, 5, .max])
        #expect(try Unary(.absolute).whole(integers(-3, 4)).elements == [3, 4])
        #expect(try Unary(.negative).whole(integers(-3, 4)).elements == [3, -4])
        #expect(try Clip().whole(integers(-3, 4, 9), integers(0), integers(5)).elements == [0, 4, 5])
        #expect(try Unary(.exp).failure(integers(1)).code == "shape-mismatch")
    }

    @Test func normalizations() throws {
        let x = reals([1, 2, 2], [1, 3, 10, 20])
        let batch = try BatchNormalization(epsilon: 0).result(
            x, reals([2], [2, 1]), reals([2], [0, 5]), reals([2], [1, 10]), reals([2], [4, 25]), as: Double.self)
        #expect(isClose(batch.elements, [0, 2, 5, 7]))
        let instance = try InstanceNormalization(epsilon: 0).result(
            x, reals([2], [3, 1]), reals([2], [1, 0]), as: Double.self)
        #expect(isClose(instance.elements, [-2, 4, -1, 1]))
        let dropout = try Dropout().outputs([x], Double.self)
        #expect(dropout[0].real?.elements == [1, 3, 10, 20] && dropout[1].kind == .boolean)
    }

    @Test func softmax() throws {
        let x = reals([1, 2, 2], [0, 100, 0, 100])
        #expect(try Softmax(axis: 1).result(x, as: Double.self).elements == [0.5, 0.5, 0.5, 0.5])
        let flat = try Softmax(axis: 1, flattening: true).result(reals([1, 2, 2], [0, 0, 0, 0]), as: Double.self)
        #expect(flat.elements == [0.25, 0.25, 0.25, 0.25])
        let log = try Softmax(logarithm: true).result(reals([2], [0, 0]), as: Double.self)
        #expect(isClose(log.elements, [-Double.log(2), -Double.log(2)]))
    }

    @Test func reductions() throws {
        let x = reals([2, 2], [1, 2, 3, 5])
        #expect(try Reduce(.mean, axes: [1]).result(x, as: Double.self) == Tensor(shape: [2, 1], elements: [1.5, 4]))
        #expect(
            try Reduce(.sum, keepAxes: false).result(x, integers(-2), as: Double.self)
                == Tensor(shape: [2], elements: [4, 7]))
        #expect(try Reduce(.maximum, keepAxes: false).result(x, as: Double.self) == Tensor(shape: [], elements: [5]))
        #expect(try Reduce(.product, noAxesMeansNone: true).result(x, as: Double.self).elements == [1, 2, 3, 5])
        #expect(try Reduce(.product, keepAxes: false).whole(integers(2, 3, 4)).elements == [24])
        let ties = reals([2, 3], [1, 9, 9, 4, 4, 2])
        #expect(try ArgMax(axis: 1).whole(ties) == Tensor(shape: [2, 1], elements: [1, 0]))
        #expect(
            try ArgMax(axis: -1, keepAxes: false, lastOfEquals: true).whole(ties)
                == Tensor(shape: [2], elements: [2, 1]))
        #expect(try ArgMax(axis: 0).whole(ties).elements == [1, 0, 0])
    }

    @Test func casts() throws {
        let x = reals([4], [-1.7, 0, 2.9, 1e30])
        #expect(try Cast(to: .integer).whole(x).elements == [-1, 0, 2, .max])
        guard case .boolean(let flags) = try Cast(to: .boolean).outputs([x], Float.self)[0] else {
            Issue.record("not booleans")
            return
        }
        #expect(flags.elements == [true, false, true, true])
        #expect(
            try Cast(to: .real).result(.boolean(Tensor(shape: [2], elements: [true, false])), as: Float.self).elements
                == [1, 0])
        #expect(try Cast(to: .real).result(integers(3, -4), as: Float.self).elements == [3, -4])
    }

    @Test func constants() throws {
        #expect(try Constant(reals([1], [4])).result(as: Double.self).elements == [4])
        #expect(
            try ConstantOfShape(reals([1], [2])).result(integers(2, 1), as: Float.self)
                == Tensor(shape: [2, 1], elements: [2, 2]))
        #expect(try ConstantOfShape(integers(7)).whole(integers(3)).elements == [7, 7, 7])
        let hot = try OneHot(axis: 0).result(integers(2, -1, 5), integers(3), reals([2], [-1, 1]), as: Float.self)
        #expect(hot == Tensor(shape: [3, 3], elements: [-1, -1, -1, -1, -1, -1, 1, 1, -1]))
    }

    @Test func failures() throws {
        let gemm = try Gemm().failure(OperatorCase.numbers(1, [2, 3]), OperatorCase.numbers(1, [4, 2]))
        #expect(gemm.code == "shape-mismatch" && gemm.message.contains("2×3") && gemm.message.contains("4×2"))
        let add = try Binary(.add).failure(OperatorCase.numbers(1, [2, 3]), OperatorCase.numbers(1, [2]))
        #expect(add.message.contains("[2, 3]") && add.message.contains("[2]"))
        #expect(try Binary(.add).failure(OperatorCase.numbers(1, [2]), integers(1, 2)).code == "shape-mismatch")
        #expect(
            try MatMul().failure(OperatorCase.numbers(1, [2, 3]), OperatorCase.numbers(1, [2, 3])).kind == .refused)
        #expect(try Unary(.relu).failure().code == "missing-input")
        #expect(try Softmax().failure(integers(1)).code == "wrong-type")
        #expect(try ConstantOfShape().failure(integers(1 << 20, 1 << 20)).code == "too-large")
        #expect(try Reduce(.sum, axes: [2]).failure(OperatorCase.numbers(1, [2, 3])).message.contains("axis 2"))
    }
}
