// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Normalizations, and dropout, which does nothing here.
enum AtenNormalizations {
    static let rules: [AtenRule] = [
        AtenRule("batch_norm.default", "_native_batch_norm_legit_no_training.default") { call, builder in
            guard try !call.flag("training") else { throw training(call) }
            call.ignore("momentum", "cudnn_enabled")
            return try stored(call, &builder)
        },
        AtenRule("instance_norm.default") { call, builder in
            call.ignore("momentum", "cudnn_enabled")
            guard try call.flag("use_input_stats", true) else { return try stored(call, &builder) }
            call.ignore("running_mean", "running_var")
            let channels = try call.extent("input", axis: 1)
            let operation = InstanceNormalization(epsilon: try call.real("eps", 1e-5))
            return try standardized(call, &builder, operation, like: [channels])
        },
        AtenRule("group_norm.default", "native_group_norm.default") { call, builder in
            call.ignore("cudnn_enabled", "N", "C", "HxW")
            let name = call.node.arguments["group"] == nil ? "num_groups" : "group"
            let operation = GroupNormalization(
                groups: try call.integer(name, 1), epsilon: try call.real("eps", 1e-5))
            return try standardized(call, &builder, operation, like: [call.extent("input", axis: 1)])
        },
        AtenRule("layer_norm.default", "native_layer_norm.default") { call, builder in
            call.ignore("cudnn_enable")
            let shape = try call.integers("normalized_shape")
            guard !shape.isEmpty else { throw call.refused("normalized_shape", "is empty") }
            let operation = LayerNormalization(axis: -shape.count, epsilon: try call.real("eps", 1e-5))
            return try standardized(call, &builder, operation, like: [])
        },
        // x/√(mean(x²) + ε)·weight
        AtenRule("rms_norm.default") { call, builder in
            let shape = try call.integers("normalized_shape")
            let x = try call.tensor("input")
            let squares = builder.add(Binary(.multiply), x, x)
            let mean = builder.add(Reduce(.mean, axes: shape.indices.map { -1 - $0 }), squares)
            let epsilon = try call.real("eps", 1.1920929e-07)
            let size = builder.add(Unary(.sqrt), builder.add(Unary(.affine(scale: 1, offset: epsilon)), mean))
            let y = builder.add(Binary(.divide), x, size)
            return try call.optionalTensor("weight").map { builder.add(Binary(.multiply), y, $0) } ?? y
        },
        // v·g/‖v‖, with a norm for each entry along dim
        AtenRule("_weight_norm.default", "_weight_norm_interface.default") { call, builder in
            let (v, rank) = (try call.tensor("v"), try call.rank("v"))
            let axis = try call.axis("dim", 0, of: rank)
            let norm = builder.add(Reduce(.l2, axes: (0..<rank).filter { $0 != axis }), v)
            return builder.add(Binary(.multiply), v, builder.add(Binary(.divide), try call.tensor("g"), norm))
        },
        AtenRule("dropout.default", "feature_dropout.default", "alpha_dropout.default") { call, _ in
            guard try !call.flag("train") else { throw training(call) }
            call.ignore("p")
            return try call.tensor("input")
        },
    ]

    /// Normalization by the statistics that training has left.
    private static func stored(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        let mean = try call.tensor("running_mean")
        let parameters = [
            try call.optionalTensor("weight") ?? builder.constant(like: mean, 1),
            try call.optionalTensor("bias") ?? builder.constant(like: mean, 0), mean,
            try call.tensor("running_var"),
        ]
        let operation = BatchNormalization(epsilon: try call.real("eps", 1e-5))
        return builder.add(operation, inputs: [try call.tensor("input")] + parameters, outputs: 1)[0]
    }

    /// Normalization by the sample's own statistics; weight and bias may be absent.
    private static func standardized(
        _ call: AtenCall, _ builder: inout GraphBuilder, _ operation: any Operation, like shape: [Int]
    ) throws -> Graph.ValueID {
        let weight =
            try call.optionalTensor("weight") ?? builder.constant(.real(Tensor(repeating: 1, shape: shape)))
        let bias = try call.optionalTensor("bias") ?? builder.constant(.real(Tensor(repeating: 0, shape: shape)))
        return builder.add(operation, try call.tensor("input"), weight, bias)
    }

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
