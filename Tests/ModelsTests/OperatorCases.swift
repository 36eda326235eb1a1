// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

/// An operator with inputs away from its kinks, float32-exact so that both precisions start from the same numbers.
struct OperatorCase: Sendable, CustomStringConvertible {
    let label: String
    let operation: any Operation
    let inputs: [Graph.Constant?]
    /// Which inputs have a gradient.
    let differentiable: [Int]

    init(_ label: String, _ operation: any Operation, _ inputs: [Graph.Constant?], differentiable: [Int] = [0]) {
        self.label = label
        self.operation = operation
        self.inputs = inputs
        self.differentiable = differentiable
    }

    var description: String { label }

    static let all =
        unary + binary + linear + windows + resizing + shapes + selections + normalizations
        + activations + sums + statistics + circular + places + recurrences

    /// Values at least 0.05 from 0 and from ±1.
    static func away(_ seed: Int, _ shape: [Int]) -> Graph.Constant {
        var draw = Draw(seed)
        return .real(
            Tensor(
                shape: shape,
                elements: draw.floats(shape.reduce(1, *)).map { value in
                    let moved = abs(value) < 0.05 ? value + 0.2 : value
                    return abs(abs(moved) - 1) < 0.05 ? moved * 1.2 : moved
                }))
    }

    static func positive(_ seed: Int, _ shape: [Int]) -> Graph.Constant {
        var draw = Draw(seed)
        return .real(Tensor(shape: shape, elements: draw.floats(shape.reduce(1, *)).map { abs($0) + 0.25 }))
    }

    static func numbers(_ seed: Int, _ shape: [Int]) -> Graph.Constant {
        var draw = Draw(seed)
        return .real(Tensor(shape: shape, elements: draw.floats(shape.reduce(1, *))))
    }
}

extension OperatorCase {
    static var unary: [OperatorCase] {
        let functions: [UnaryFunction] = [
            .relu, .leakyRelu(slope: 0.2), .sigmoid, .tanh, .elu(alpha: 1.3), .selu(alpha: 1.67, gamma: 1.05),
            .softplus,
            .exp, .negative, .absolute, .erf, .reciprocal, .affine(scale: 2, offset: -1),
        ]
        return functions.map { OperatorCase("\($0)", Unary($0), [away(1, [2, 5])]) } + [
            OperatorCase("log", Unary(.log), [positive(2, [6])]),
            OperatorCase("sqrt", Unary(.sqrt), [positive(3, [6])]),
            OperatorCase("clip by attributes", Clip(low: -1, high: 1), [away(4, [9])]),
            OperatorCase("clip by inputs", Clip(), [away(5, [9]), reals([], [-1]), reals([], [1])]),
            OperatorCase("clip above only", Clip(), [away(6, [9]), nil, reals([], [1])]),
            OperatorCase("softmax", Softmax(), [numbers(7, [3, 4])]),
            OperatorCase("softmax over channels", Softmax(axis: 1), [numbers(8, [2, 3, 4])]),
            OperatorCase("log softmax", Softmax(axis: 1, logarithm: true), [numbers(9, [2, 5])]),
            OperatorCase("flattening softmax", Softmax(axis: 1, flattening: true), [numbers(10, [2, 2, 3])]),
            OperatorCase("cast to real", Cast(to: .real), [numbers(11, [4])]),
        ]
    }

    static var binary: [OperatorCase] {
        let functions: [BinaryFunction] = [
            .add, .subtract, .multiply, .divide, .maximum, .minimum, .remainder, .modulo,
        ]
        return functions.map {
            OperatorCase("\($0)", Binary($0), [away(20, [2, 3, 2]), away(21, [3, 1])], differentiable: [0, 1])
        } + [
            OperatorCase("power", Binary(.power), [positive(22, [2, 3]), numbers(23, [3])], differentiable: [0, 1]),
            OperatorCase("square", Binary(.power), [away(24, [4]), reals([], [2])]),
            OperatorCase("cube, integer exponent", Binary(.power), [away(25, [4]), integers(3)]),
            OperatorCase(
                "max of three", Variadic(.maximum), [away(26, [2, 3]), away(27, [3]), away(28, [2, 1])],
                differentiable: [0, 1, 2]),
            OperatorCase(
                "min of three", Variadic(.minimum), [away(29, [2, 3]), away(30, [3]), away(31, [2, 1])],
                differentiable: [0, 1, 2]),
            OperatorCase(
                "sum of three", Variadic(.add), [away(32, [2, 3]), away(33, [3]), away(34, [])],
                differentiable: [0, 1, 2]),
            OperatorCase("max of one", Variadic(.maximum), [away(35, [3])]),
        ]
    }

    static var linear: [OperatorCase] {
        [
            OperatorCase(
                "gemm", Gemm(), [numbers(40, [3, 4]), numbers(41, [4, 2]), numbers(42, [2])], differentiable: [0, 1, 2]),
            OperatorCase(
                "gemm, B transposed, scaled", Gemm(alpha: 0.5, beta: -2, transposeB: true),
                [numbers(43, [3, 4]), numbers(44, [2, 4]), numbers(45, [3, 1])], differentiable: [0, 1, 2]),
            OperatorCase(
                "gemm, A transposed", Gemm(transposeA: true), [numbers(46, [4, 3]), numbers(47, [4, 2]), nil],
                differentiable: [0, 1]),
            OperatorCase(
                "gemm, both transposed", Gemm(alpha: 3, transposeA: true, transposeB: true),
                [numbers(48, [4, 3]), numbers(49, [2, 4])], differentiable: [0, 1]),
            OperatorCase("matmul", MatMul(), [numbers(50, [2, 3, 4]), numbers(51, [4, 2])], differentiable: [0, 1]),
            OperatorCase("matmul, constant right", MatMul(), [numbers(50, [2, 3, 4]), numbers(51, [4, 2])]),
            OperatorCase(
                "batched matmul", MatMul(), [numbers(52, [2, 1, 3, 4]), numbers(53, [3, 4, 2])], differentiable: [0, 1]),
            OperatorCase(
                "vector by matrix", MatMul(), [numbers(54, [4]), numbers(55, [2, 4, 3])], differentiable: [0, 1]),
            OperatorCase(
                "matrix by vector", MatMul(), [numbers(56, [2, 3, 4]), numbers(57, [4])], differentiable: [0, 1]),
            OperatorCase("dot", MatMul(), [numbers(58, [4]), numbers(59, [4])], differentiable: [0, 1]),
        ]
    }

    static var normalizations: [OperatorCase] {
        let kinds: [ReductionKind] = [.mean, .sum, .product, .l2, .maximum, .minimum]
        return kinds.map { OperatorCase("reduce \($0)", Reduce($0, axes: [-1, 0]), [away(60, [2, 3, 2])]) } + [
            OperatorCase(
                "reduce by input, axes dropped", Reduce(.mean, keepAxes: false), [numbers(61, [2, 3]), integers(1)]),
            OperatorCase("reduce all", Reduce(.sum, keepAxes: false), [numbers(62, [2, 3])]),
            OperatorCase("reduce nothing", Reduce(.sum, noAxesMeansNone: true), [numbers(63, [2, 3])]),
            OperatorCase(
                "batch normalization", BatchNormalization(epsilon: 0.01),
                [numbers(64, [2, 3, 2, 2]), numbers(65, [3]), numbers(66, [3]), numbers(67, [3]), positive(68, [3])]),
            OperatorCase(
                "batch normalization in training", TrainingNormalization(epsilon: 0.01, momentum: 0.7),
                [numbers(73, [2, 3, 2, 2]), numbers(74, [3]), numbers(75, [3]), numbers(76, [3]), positive(77, [3])]),
            OperatorCase(
                "instance normalization", InstanceNormalization(epsilon: 0.1),
                [numbers(69, [2, 3, 2, 3]), numbers(70, [3]), numbers(71, [3])]),
            OperatorCase("dropout", Dropout(), [numbers(72, [3])]),
        ]
    }
}
