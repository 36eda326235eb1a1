// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension AtenRule {
    static let elementwise: [AtenRule] = [
        .unary("relu.default", "relu_.default") { _ in Unary(.relu) },
        .unary("sigmoid.default") { _ in Unary(.sigmoid) },
        .unary("tanh.default") { _ in Unary(.tanh) },
        .unary("exp.default") { _ in Unary(.exp) },
        .unary("log.default") { _ in Unary(.log) },
        .unary("sqrt.default") { _ in Unary(.sqrt) },
        .unary("abs.default") { _ in Unary(.absolute) },
        .unary("neg.default") { _ in Unary(.negative) },
        .unary("selu.default", "selu_.default") { _ in
            Unary(.selu(alpha: 1.6732632423543772, gamma: 1.0507009873554805))
        },
        .unary("leaky_relu.default", "leaky_relu_.default") {
            Unary(.leakyRelu(slope: try $0.real("negative_slope", 0.01)))
        },
        .unary("elu.default", "elu_.default") { call in
            guard try call.real("scale", 1) == 1, try call.real("input_scale", 1) == 1 else {
                throw call.refused("scale", "is not 1")
            }
            return Unary(.elu(alpha: try call.real("alpha", 1)))
        },
        AtenRule("softplus.default") { call, builder in try softplus(call, &builder) },
        .unary("hardtanh.default", "hardtanh_.default") {
            Clip(low: try $0.real("min_val", -1), high: try $0.real("max_val", 1))
        },
        .unary("relu6.default") { _ in Clip(low: 0, high: 6) },
        .unary("clamp.default") { Clip(low: try $0.real("min", -.infinity), high: try $0.real("max", .infinity)) },
        // x·σ(x)
        AtenRule("silu.default", "silu_.default") { call, builder in
            let x = try call.tensor("self")
            return builder.add(Binary(.multiply), x, builder.add(Unary(.sigmoid), x))
        },
        // ½x·(1 + erf(x/√2))
        AtenRule("gelu.default") { call, builder in
            let x = try call.tensor("self")
            switch try call.text("approximate", "none") {
            case "none": break
            case "tanh": return builder.add(Activation(.tanhGelu), x)
            case let other: throw call.refused("approximate", "is \(other)")
            }
            let gate = builder.add(Unary(.erf), builder.add(Unary(.affine(scale: 0.5.squareRoot(), offset: 0)), x))
            return builder.add(Binary(.multiply), x, builder.add(Unary(.affine(scale: 0.5, offset: 0.5)), gate))
        },
        .unary("softmax.int", "_softmax.default") { call in
            call.ignore("dtype", "half_to_float")
            return Softmax(axis: try call.integer("dim", -1))
        },
        .unary("log_softmax.int", "_log_softmax.default") { call in
            call.ignore("dtype", "half_to_float")
            return Softmax(axis: try call.integer("dim", -1), logarithm: true)
        },
    ]

    /// log(1 + e^(βx))/β, but x itself where βx is above the threshold; from 20 on, the default, single precision knows no
    /// difference.
    private static func softplus(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        let (x, beta) = (try call.tensor("self"), try call.real("beta", 1))
        let threshold = try call.real("threshold", 20)
        guard beta > 0, beta.isFinite, !threshold.isNaN else { throw call.refused("beta", "is \(beta)") }
        let scaled = beta == 1 ? x : builder.add(Unary(.affine(scale: beta, offset: 0)), x)
        let soft = builder.add(Unary(.softplus), scaled)
        let smooth = beta == 1 ? soft : builder.add(Unary(.affine(scale: 1 / beta, offset: 0)), soft)
        guard threshold < 20 else { return smooth }
        let limit = builder.constant(.real(Tensor(scalar: Float(threshold))))
        return builder.add(Where(), builder.add(Comparison(.greater), scaled, limit), x, smooth)
    }

    static let arithmetic: [AtenRule] = [
        binary(.add, "add.Tensor", "add_.Tensor"), binary(.subtract, "sub.Tensor", "sub_.Tensor"),
        binary(.multiply, "mul.Tensor", "mul_.Tensor"), binary(.divide, "div.Tensor", "div_.Tensor"),
    ]

    /// self ∘ other, where `other` is a tensor or a number. Its factor `alpha` must be 1.
    private static func binary(_ function: BinaryFunction, _ first: String, _ second: String) -> AtenRule {
        AtenRule(first, second) { call, builder in
            guard try call.real("alpha", 1) == 1 else { throw call.refused("alpha", "is not 1") }
            let left = try call.tensor("self")
            if call.isTensor("other") { return builder.add(Binary(function), left, try call.tensor("other")) }
            let number = builder.constant(.real(Tensor(scalar: Float(try call.real("other", 0)))))
            return builder.add(Binary(function), left, number)
        }
    }
}
