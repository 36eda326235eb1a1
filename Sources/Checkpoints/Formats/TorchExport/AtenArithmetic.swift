// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Functions of two or more numbers, with broadcasting.
enum AtenArithmetic {
    static let rules: [AtenRule] = [
        AtenRule("add.Tensor", "add.Scalar") { try sum($0, &$1, .add) },
        AtenRule("sub.Tensor", "sub.Scalar") { try sum($0, &$1, .subtract) },
        AtenRule("rsub.Tensor", "rsub.Scalar") { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            return builder.add(Binary(.subtract), other, builder.scaled(x, by: try call.real("alpha", 1)))
        },
        binary(.multiply, "mul.Tensor", "mul.Scalar", "multiply.Tensor"),
        binary(.divide, "div.Tensor", "div.Scalar", "true_divide.Tensor", "divide.Tensor"),
        binary(.maximum, "maximum.default", "max.other"), binary(.minimum, "minimum.default", "min.other"),
        binary(.modulo, "remainder.Scalar", "remainder.Tensor"), binary(.remainder, "fmod.Scalar", "fmod.Tensor"),
        AtenRule("pow.Tensor_Scalar", "pow.Scalar", "pow.Tensor_Tensor") { call, builder in
            let (x, exponent) = try call.operands("self", "exponent", &builder)
            if !call.isTensor("exponent"), try call.real("exponent", 1) == 0.5 { return builder.add(Unary(.sqrt), x) }
            return builder.add(Binary(.power), x, exponent)
        },
        AtenRule("floor_divide.default", "div.Tensor_mode", "div.Scalar_mode") { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            let quotient = builder.add(Binary(.divide), x, other)
            switch try call.text("rounding_mode", call.node.target.hasPrefix("floor") ? "floor" : "") {
            case "": return quotient
            case "floor": return builder.add(Rounding(.floor), quotient)
            case let other: throw call.refused("rounding_mode", "is \(other)")
            }
        },
        // self + value·a·b, and self + value·a/b
        AtenRule("addcmul.default") { try compound($0, &$1, .multiply) },
        AtenRule("addcdiv.default") { try compound($0, &$1, .divide) },
        // start + weight·(end − start)
        AtenRule("lerp.Scalar", "lerp.Tensor") { call, builder in
            let (start, end) = try call.operands("self", "end", &builder)
            let way = builder.add(Binary(.subtract), end, start)
            let weight = try call.operand("weight", &builder)
            return builder.add(Binary(.add), start, builder.add(Binary(.multiply), way, weight))
        },
    ]

    /// self ± alpha·other.
    private static func sum(
        _ call: AtenCall, _ builder: inout GraphBuilder, _ function: BinaryFunction
    ) throws -> Graph.ValueID {
        let (x, other) = try call.operands("self", "other", &builder)
        return builder.add(Binary(function), x, builder.scaled(other, by: try call.real("alpha", 1)))
    }

    /// self ∘ other, where either is a tensor or a number.
    private static func binary(_ function: BinaryFunction, _ targets: String...) -> AtenRule {
        AtenRule.each(targets) { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            return builder.add(Binary(function), x, other)
        }
    }

    private static func compound(
        _ call: AtenCall, _ builder: inout GraphBuilder, _ function: BinaryFunction
    ) throws -> Graph.ValueID {
        let product = builder.add(Binary(function), try call.tensor("tensor1"), try call.tensor("tensor2"))
        return builder.add(
            Binary(.add), try call.tensor("self"), builder.scaled(product, by: try call.real("value", 1)))
    }
}

extension AtenCall {
    /// A tensor of real numbers, or a number.
    func operand(_ name: String, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        guard isTensor(name) else { return builder.number(try real(name, 0)) }
        let value = try tensor(name)
        return kind(name) == .real ? value : builder.add(Cast(to: .real), value)
    }

    /// Two operands, of integers if both are; otherwise PyTorch takes both as real numbers.
    func operands(
        _ left: String, _ right: String, _ builder: inout GraphBuilder
    ) throws -> (Graph.ValueID, Graph.ValueID) {
        let areWhole = [left, right].allSatisfy { name in
            isTensor(name) ? kind(name) == .integer : node.arguments[name]?["as_int"] != nil
        }
        guard areWhole, !node.target.hasPrefix("div"), isTensor(left) || isTensor(right) else {
            return (try operand(left, &builder), try operand(right, &builder))
        }
        func whole(_ name: String, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
            if isTensor(name) { return try tensor(name) }
            return builder.constant(.integer(Tensor(scalar: Int64(try integer(name, 0)))))
        }
        return (try whole(left, &builder), try whole(right, &builder))
    }
}
