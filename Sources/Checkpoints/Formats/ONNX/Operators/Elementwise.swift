// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Functions of one number.
    static let elementwise: [OperatorRule] = [
        .one("Abs") { _ in Unary(.absolute) },
        .one("Erf", .since(9)) { _ in Unary(.erf) },
        .one("Exp") { _ in Unary(.exp) },
        .one("Log") { _ in Unary(.log) },
        .one("Neg") { _ in Unary(.negative) },
        .one("Reciprocal") { _ in Unary(.reciprocal) },
        .one("Relu") { _ in Unary(.relu) },
        .one("Sigmoid") { _ in Unary(.sigmoid) },
        .one("Softplus") { _ in Unary(.softplus) },
        .one("Sqrt") { _ in Unary(.sqrt) },
        .one("Tanh") { _ in Unary(.tanh) },
        .one("Floor") { _ in Rounding(.floor) },
        .one("Ceil") { _ in Rounding(.ceil) },
        .one("Round", .since(11)) { _ in Rounding(.round) },
        .one("Sign", .since(9)) { _ in Rounding(.sign) },
        .one("LeakyRelu") { Unary(.leakyRelu(slope: try $0.real("alpha", 0.01))) },
        .one("Elu") { Unary(.elu(alpha: try $0.real("alpha", 1))) },
        .one("Selu") {
            Unary(
                .selu(
                    alpha: try $0.real("alpha", 1.673_263_192_176_818_847_656_25),
                    gamma: try $0.real("gamma", 1.050_701_022_148_132_324_218_75)))
        },
        .one("Clip", 6...10) {
            Clip(low: try $0.real("min", -.infinity), high: try $0.real("max", .infinity))
        },
        .one("Clip", .since(11), inputs: 1...3) { _ in Clip() },
    ]
}
