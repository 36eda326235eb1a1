// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

extension OperatorRule {
    static let constants: [OperatorRule] = [
        .composed("Constant", inputs: 0...0) { call, builder in
            if let tensor = try call.tensor("value") { return try builder.constant(tensor) }
            return builder.constant(try number(call))
        },
        .composed("ConstantOfShape", .since(9)) { call, builder in
            guard let tensor = try call.tensor("value") else {
                return builder.add(ConstantOfShape(), try call.input(0))
            }
            return builder.add(ConstantOfShape(try builder.tensors.constant(tensor)), try call.input(0))
        },
        .one("Cast") { call in
            call.ignore("saturate", "round_mode")
            let target = try call.required(call.integer("to"), "to")
            guard let type = ElementType(rawValue: Int64(target)) else {
                throw call.refused("to", "is ONNX's element type \(target), which is not supported")
            }
            return Cast(to: type.kind)
        },
        .one("CastLike", .since(15), inputs: 2...2) { call in
            call.ignore("saturate", "round_mode")
            return CastLike()
        },
        .one("Range", .since(11), inputs: 3...3) { call in
            if call.opset >= 27 { call.ignore("stash_type") }
            return Progression()
        },
        .one("OneHot", .since(9), inputs: 3...3) { OneHot(axis: try $0.integer("axis", -1)) },
    ]

    /// A constant whose value is a plain attribute (since opset 12).
    private static func number(_ call: NodeCall) throws -> Graph.Constant {
        if let value = try call.real("value_float") { return .real(Tensor(scalar: Float(value))) }
        if let value = try call.integer("value_int") { return .integer(Tensor(scalar: Int64(value))) }
        if let values = try call.reals("value_floats") {
            return .real(Tensor(shape: [values.count], elements: values))
        }
        if let values = try call.integers("value_ints") {
            return .integer(Tensor(shape: [values.count], elements: values.map { Int64($0) }))
        }
        throw Failure.refused(
            "unsupported-type", "the constant is neither a dense tensor nor numbers", hint: "export the model again")
    }
}
