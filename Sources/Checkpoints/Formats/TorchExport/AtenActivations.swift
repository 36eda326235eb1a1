// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Activations.
enum AtenActivations {
    static let rules: [AtenRule] = [
        .unary("relu.default") { _ in Unary(.relu) },
        .unary("relu6.default") { _ in Clip(low: 0, high: 6) },
        .unary("hardtanh.default") { Clip(low: try $0.real("min_val", -1), high: try $0.real("max_val", 1)) },
        .unary("hardsigmoid.default") { _ in Activation(.hardSigmoid(alpha: 1 / 6, beta: 0.5)) },
        .unary("hardswish.default") { _ in Activation(.hardSwish) },
        .unary("mish.default") { _ in Activation(.mish) },
        .unary("selu.default") { _ in Unary(.selu(alpha: 1.6732632423543772, gamma: 1.0507009873554805)) },
        .unary("leaky_relu.default") { Unary(.leakyRelu(slope: try $0.real("negative_slope", 0.01))) },
        .unary("celu.default") { Activation(.celu(alpha: try $0.real("alpha", 1))) },
        .unary("elu.default") { call in
            guard try call.real("scale", 1) == 1, try call.real("input_scale", 1) == 1 else {
                throw call.refused("scale", "is not 1")
            }
            return Unary(.elu(alpha: try call.real("alpha", 1)))
        },
        // Out of training, the slope is the middle of those that are drawn in training.
        .unary("rrelu.default") { call in
            guard try !call.flag("training") else { throw call.refused("training", "is set") }
            call.ignore("generator")
            let slope = (try call.real("lower", 1.0 / 8) + call.real("upper", 1.0 / 3)) / 2
            return Unary(.leakyRelu(slope: slope))
        },
        AtenRule("softplus.default") { call, builder in try softplus(call, &builder) },
        // x·σ(x)
        AtenRule("silu.default") { call, builder in
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
        // −log(1 + e^−x)
        AtenRule("log_sigmoid.default", "log_sigmoid_forward.default") { call, builder in
            let soft = builder.add(Unary(.softplus), builder.add(Unary(.negative), try call.tensor("self")))
            return builder.add(Unary(.negative), soft)
        },
        // x − clip(x, −λ, λ)
        AtenRule("softshrink.default") { call, builder in
            let (x, limit) = (try call.tensor("self"), try call.real("lambd", 0.5))
            return builder.add(Binary(.subtract), x, builder.add(Clip(low: -limit, high: limit), x))
        },
        AtenRule("hardshrink.default") { call, builder in
            let (x, limit) = (try call.tensor("self"), try call.real("lambd", 0.5))
            let size = builder.add(Unary(.absolute), x)
            let isLarge = builder.add(Comparison(.greater), size, builder.number(limit))
            return builder.add(Where(), isLarge, x, builder.number(0))
        },
        AtenRule("threshold.default") { call, builder in
            let (x, limit) = (try call.tensor("self"), try call.real("threshold", 0))
            let isAbove = builder.add(Comparison(.greater), x, builder.number(limit))
            return builder.add(Where(), isAbove, x, builder.number(try call.real("value", 0)))
        },
        // a·σ(b) of two halves
        AtenRule("glu.default") { call, builder in
            let split = Split(axis: try call.axis("dim", -1), parts: 2)
            let halves = builder.add(split, inputs: [try call.tensor("self")], outputs: 2)
            return builder.add(Binary(.multiply), halves[0], builder.add(Unary(.sigmoid), halves[1]))
        },
        AtenRule("prelu.default", "_prelu_kernel.default") { call, builder in
            let rank = try call.rank("self")
            let ones = Array(repeating: 1, count: max(rank - 2, 0))
            let slopes = builder.add(Reshape(target: [-1] + ones), try call.tensor("weight"))
            return builder.add(PRelu(), try call.tensor("self"), slopes)
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
}
