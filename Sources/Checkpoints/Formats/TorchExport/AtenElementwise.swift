// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Functions of one number.
enum AtenElementwise {
    static let rules: [AtenRule] = [
        .unary("sigmoid.default") { _ in Unary(.sigmoid) },
        .unary("tanh.default") { _ in Unary(.tanh) },
        .unary("exp.default") { _ in Unary(.exp) },
        .unary("log.default") { _ in Unary(.log) },
        .unary("sqrt.default") { _ in Unary(.sqrt) },
        .unary("abs.default") { _ in Unary(.absolute) },
        .unary("neg.default") { _ in Unary(.negative) },
        .unary("erf.default") { _ in Unary(.erf) },
        .unary("reciprocal.default") { _ in Unary(.reciprocal) },
        .unary("floor.default") { _ in Rounding(.floor) }, .unary("ceil.default") { _ in Rounding(.ceil) },
        .unary("round.default") { _ in Rounding(.round) },
        .unary("sign.default", "sgn.default") { _ in Rounding(.sign) },
        .unary("sin.default") { _ in Circular(.sin) }, .unary("cos.default") { _ in Circular(.cos) },
        .unary("tan.default") { _ in Circular(.tan) }, .unary("asin.default") { _ in Circular(.asin) },
        .unary("acos.default") { _ in Circular(.acos) }, .unary("atan.default") { _ in Circular(.atan) },
        .unary("sinh.default") { _ in Circular(.sinh) }, .unary("cosh.default") { _ in Circular(.cosh) },
        .unary("asinh.default") { _ in Circular(.asinh) }, .unary("acosh.default") { _ in Circular(.acosh) },
        .unary("atanh.default") { _ in Circular(.atanh) },
        AtenRule("rsqrt.default") { $1.add(Unary(.reciprocal), $1.add(Unary(.sqrt), try $0.tensor($0.subject))) },
        AtenRule("square.default") { call, builder in
            let x = try call.tensor("self")
            return builder.add(Binary(.multiply), x, x)
        },
        AtenRule("log2.default") { call, builder in
            builder.scaled(builder.add(Unary(.log), try call.tensor("self")), by: 1 / Double.log(2))
        },
        AtenRule("log10.default") { call, builder in
            builder.scaled(builder.add(Unary(.log), try call.tensor("self")), by: 1 / Double.log(10))
        },
        AtenRule("exp2.default") { $1.add(Unary(.exp), $1.scaled(try $0.tensor("self"), by: Double.log(2))) },
        AtenRule("log1p.default") { call, builder in
            builder.add(Unary(.log), builder.add(Unary(.affine(scale: 1, offset: 1)), try call.tensor("self")))
        },
        AtenRule("expm1.default") { call, builder in
            builder.add(Unary(.affine(scale: 1, offset: -1)), builder.add(Unary(.exp), try call.tensor("self")))
        },
        // log(p/(1 − p)) with p between ε and 1 − ε
        AtenRule("logit.default") { call, builder in
            let epsilon = try call.real("eps", 0)
            let x = try call.tensor("self")
            let p = epsilon > 0 ? builder.add(Clip(low: epsilon, high: 1 - epsilon), x) : x
            let other = builder.add(Unary(.affine(scale: -1, offset: 1)), p)
            return builder.add(Unary(.log), builder.add(Binary(.divide), p, other))
        },
        AtenRule("nan_to_num.default") { call, builder in
            guard call.argument("posinf") == nil, call.argument("neginf") == nil else {
                throw call.refused("posinf", "is given")
            }
            let x = try call.tensor("self")
            let isNumber = builder.add(Comparison(.equal), x, x)
            let value = builder.number(try call.real("nan", 0))
            let most = Double(Float.greatestFiniteMagnitude)
            return builder.add(Clip(low: -most, high: most), builder.add(Where(), isNumber, x, value))
        },
        .unary("clamp.default", "clip.default") {
            Clip(low: try $0.real("min", -.infinity), high: try $0.real("max", .infinity))
        },
        .unary("clamp_min.default") { Clip(low: try $0.real("min", -.infinity)) },
        .unary("clamp_max.default") { Clip(high: try $0.real("max", .infinity)) },
        .unary("softmax.int", "_softmax.default", "_safe_softmax.default") { call in
            call.ignore("dtype", "half_to_float")
            return Softmax(axis: try call.integer("dim", -1))
        },
        .unary("log_softmax.int", "_log_softmax.default") { call in
            call.ignore("dtype", "half_to_float")
            return Softmax(axis: try call.integer("dim", -1), logarithm: true)
        },
        .unary("to.dtype", "_to_copy.default", "to.dtype_layout", "to.device", "type_as.default") { call in
            call.ignore("non_blocking", "copy", "memory_format", "layout", "device", "pin_memory")
            if call.isTensor("other") {
                _ = try call.tensor("other")
                return Cast(to: call.kind("other"))
            }
            let code = call.argument("dtype")?["as_scalar_type"]?.integer
            guard let code else { return Identity() }
            guard let type = ElementType(torch: code) else { throw call.refused("dtype", "is \(code)") }
            return Cast(to: type.kind)
        },
    ]
}
