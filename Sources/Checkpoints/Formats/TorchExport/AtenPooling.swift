// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

extension AtenRule {
    static let pooling: [AtenRule] = [
        .unary("max_pool2d.default", "max_pool2d_with_indices.default") { call in
            let kernel = try call.axes("kernel_size", 1, count: 2)
            return MaxPool(
                kernel: kernel, strides: try strides(call, kernel), dilations: try call.axes("dilation", 1, count: 2),
                padding: try padding(call, axes: 2), ceiling: try call.flag("ceil_mode"))
        },
        .unary("avg_pool2d.default") { call in
            guard call.argument("divisor_override") == nil else {
                throw call.refused("divisor_override", "is not supported")
            }
            let kernel = try call.axes("kernel_size", 1, count: 2)
            return AveragePool(
                kernel: kernel, strides: try strides(call, kernel), padding: try padding(call, axes: 2),
                ceiling: try call.flag("ceil_mode"), countingPadding: try call.flag("count_include_pad", true))
        },
        .unary("adaptive_avg_pool2d.default", "_adaptive_avg_pool2d.default") { call in
            guard try call.axes("output_size", 1, count: 2) == [1, 1] else {
                throw call.refused("output_size", "is not 1 × 1")
            }
            return GlobalAveragePool()
        },
        .unary("mean.dim") { call in
            call.ignore("dtype")
            let axes = try call.integers("dim")
            return Reduce(.mean, axes: axes.isEmpty ? nil : axes, keepAxes: try call.flag("keepdim"))
        },
    ]

    /// The kernel's extents if no strides are given.
    private static func strides(_ call: AtenCall, _ kernel: [Int]) throws -> [Int] {
        let given = try call.integers("stride")
        if given.isEmpty { return kernel }
        return given.count == 1 ? Array(repeating: given[0], count: kernel.count) : given
    }

    static let normalizations: [AtenRule] = [
        AtenRule("batch_norm.default", "_native_batch_norm_legit_no_training.default") { call, builder in
            guard try !call.flag("training") else { throw training(call) }
            call.ignore("momentum", "cudnn_enabled")
            let mean = try call.tensor("running_mean")
            let parameters = [
                try call.optionalTensor("weight") ?? builder.constant(like: mean, 1),
                try call.optionalTensor("bias") ?? builder.constant(like: mean, 0), mean,
                try call.tensor("running_var"),
            ]
            let operation = BatchNormalization(epsilon: try call.real("eps", 1e-5))
            return builder.add(operation, inputs: [try call.tensor("input")] + parameters, outputs: 1)[0]
        },
        AtenRule("dropout.default", "feature_dropout.default", "alpha_dropout.default") { call, _ in
            guard try !call.flag("train") else { throw training(call) }
            call.ignore("p")
            return try call.tensor("input")
        },
    ]

    private static func training(_ call: AtenCall) -> Failure {
        .refused(
            "training-mode", "\(call.node.target) is in training mode, where samples influence one another",
            hint: "call model.eval() before torch.export.export")
    }
}

extension GraphBuilder {
    /// A constant of the same shape as `other`, filled with `value`.
    fileprivate mutating func constant(like other: Graph.ValueID, _ value: Float) -> Graph.ValueID {
        guard case .real(let tensor)? = graph.constants[other] else { return other }
        return constant(.real(Tensor(repeating: value, shape: tensor.shape)))
    }
}
