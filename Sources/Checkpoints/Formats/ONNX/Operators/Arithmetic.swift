// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Functions of two or more numbers, with broadcasting.
    static let arithmetic: [OperatorRule] = [
        .one("Add", .since(7), inputs: 2...2) { _ in Binary(.add) },
        .one("Sub", .since(7), inputs: 2...2) { _ in Binary(.subtract) },
        .one("Mul", .since(7), inputs: 2...2) { _ in Binary(.multiply) },
        .one("Div", .since(7), inputs: 2...2) { _ in Binary(.divide) },
        .one("Pow", .since(7), inputs: 2...2) { _ in Binary(.power) },
        .one("Mod", .since(10), inputs: 2...2) { Binary(try $0.flag("fmod") ? .remainder : .modulo) },
        .one("Max", inputs: .any) { _ in Variadic(.maximum) },
        .one("Min", inputs: .any) { _ in Variadic(.minimum) },
        .one("Sum", inputs: .any) { _ in Variadic(.add) },
        .composed("Mean", inputs: .any) { call, builder in
            let sum = builder.add(Variadic(.add), inputs: call.inputs, outputs: 1)[0]
            return builder.add(Unary(.affine(scale: 1 / Double(call.inputs.count), offset: 0)), sum)
        },
    ]
}
