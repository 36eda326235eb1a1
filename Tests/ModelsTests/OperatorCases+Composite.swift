// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

extension OperatorCase {
    static var activations: [OperatorCase] {
        let functions: [ActivationFunction] = [
            .hardSigmoid(alpha: 0.2, beta: 0.5), .softsign, .celu(alpha: 0.7), .hardSwish, .swish(alpha: 1.5), .mish,
            .gelu, .tanhGelu,
        ]
        return functions.map { OperatorCase("\($0)", Activation($0), [away(150, [2, 7])]) } + [
            OperatorCase("prelu", PRelu(), [away(151, [2, 3, 2]), numbers(152, [3, 1])], differentiable: [0, 1]),
            OperatorCase(
                "where", Where(), [truth(true, false, true), away(153, [2, 3]), away(154, [2, 1])],
                differentiable: [1, 2]),
            OperatorCase("cast like", CastLike(), [numbers(155, [4]), numbers(156, [1])]),
            OperatorCase(
                "range", Progression(), [reals([], [0.5]), reals([], [3.2]), reals([], [0.4])], differentiable: [0, 2]),
        ]
    }

    static var sums: [OperatorCase] {
        [
            OperatorCase(
                "einsum, batched product", Einsum(equation: "bij,bjk->bik"),
                [numbers(160, [2, 3, 4]), numbers(161, [2, 4, 2])], differentiable: [0, 1]),
            OperatorCase(
                "einsum, attention", Einsum(equation: "bqhd,bkhd->bhqk"),
                [numbers(162, [1, 3, 2, 4]), numbers(163, [1, 2, 2, 4])], differentiable: [0, 1]),
            OperatorCase("einsum, diagonal", Einsum(equation: "...ii->...i"), [numbers(164, [2, 3, 3])]),
            OperatorCase("einsum, trace", Einsum(equation: "ii"), [numbers(165, [4, 4])]),
            OperatorCase("einsum, sum", Einsum(equation: "ij->i"), [numbers(166, [3, 4])]),
            OperatorCase("einsum, transposition", Einsum(equation: "ij->ji"), [numbers(167, [3, 4])]),
            OperatorCase(
                "einsum, broadcast", Einsum(equation: "...ij,...jk"),
                [numbers(168, [2, 1, 3, 2]), numbers(169, [4, 2, 3])], differentiable: [0, 1]),
            OperatorCase(
                "einsum, three operands", Einsum(equation: "ij,jk,kl->il"),
                [numbers(170, [2, 3]), numbers(171, [3, 4]), numbers(172, [4, 2])], differentiable: [0, 1, 2]),
            OperatorCase("tile", Tile(), [numbers(173, [2, 3]), integers(2, 3)]),
            OperatorCase("space to depth", SpaceToDepth(block: 2), [numbers(174, [1, 3, 4, 6])]),
            OperatorCase("axes aligned", AlignAxes(from: 1), [numbers(175, [3]), numbers(176, [2, 3, 4])]),
        ]
    }

    static var statistics: [OperatorCase] {
        [
            OperatorCase(
                "layer normalization", LayerNormalization(axis: 1, epsilon: 0.1),
                [numbers(180, [2, 3, 4]), numbers(181, [3, 4]), numbers(182, [4])], differentiable: [0, 1, 2]),
            OperatorCase(
                "group normalization", GroupNormalization(groups: 2, epsilon: 0.1),
                [numbers(183, [2, 4, 3, 2]), numbers(184, [4]), numbers(185, [4])]),
            OperatorCase(
                "group normalization, a scale a group", GroupNormalization(groups: 2, epsilon: 0.1),
                [numbers(186, [2, 4, 3]), numbers(187, [2]), numbers(188, [2])]),
            OperatorCase("1-norm", LpNormalization(axis: 1, norm: .absolute), [away(189, [2, 3, 2])]),
            OperatorCase("2-norm", LpNormalization(), [numbers(190, [2, 5])]),
        ]
    }
}
