// SPDX-License-Identifier: Apache-2.0
import Base
import Models

extension OperatorRule {
    static let normalizations: [OperatorRule] = [
        .one("BatchNormalization", 7...13, inputs: 5...5) { call in
            guard try call.flag("spatial", true) else { throw call.refused("spatial", "is 0, which is not supported") }
            guard call.node.outputs.filter({ !$0.isEmpty }).count == 1 else { throw training(call) }
            return try batchNormalization(call)
        },
        // Training mode is imported as ONNX defines it; a model that computes with it is refused when it is bound.
        .one("BatchNormalization", .since(14), inputs: 5...5, outputs: 3) { call in
            guard try call.flag("training_mode") else { return try batchNormalization(call) }
            return TrainingNormalization(
                epsilon: try call.real("epsilon", 1e-5), momentum: try call.real("momentum", 0.9))
        },
        .one("InstanceNormalization", inputs: 3...3) {
            InstanceNormalization(epsilon: try $0.real("epsilon", 1e-5))
        },
        .one("LayerNormalization", .since(17), inputs: 2...3, outputs: 3) { call in
            call.ignore("stash_type")
            return LayerNormalization(axis: try call.integer("axis", -1), epsilon: try call.real("epsilon", 1e-5))
        },
        // Scale and bias have one value per group in opset 18, and one per channel since opset 21.
        .one("GroupNormalization", .since(18), inputs: 3...3) { call in
            if call.opset >= 21 { call.ignore("stash_type") }
            return GroupNormalization(
                groups: try call.required(call.integer("num_groups"), "num_groups"),
                epsilon: try call.real("epsilon", 1e-5))
        },
        .one("LpNormalization") { call in
            let order = try call.integer("p", 2)
            guard let norm = LpNormalization.Norm(rawValue: order) else { throw call.refused("p", "is \(order)") }
            return LpNormalization(axis: try call.integer("axis", -1), norm: norm)
        },
        .one("Dropout", 7...11, outputs: 2) { call in
            call.ignore("ratio")
            return Dropout()
        },
        .composedDropout,
    ]

    static func batchNormalization(_ call: NodeCall) throws -> BatchNormalization {
        call.ignore("momentum")
        return BatchNormalization(epsilon: try call.real("epsilon", 1e-5))
    }

    static func training(_ call: NodeCall) -> Failure {
        .refused(
            "training-mode", "\(call.node.operatorType) is in training mode, where samples influence one another",
            hint: "call model.eval() before the export")
    }

    /// Since opset 12 the ratio is an input, and a third input selects training mode; it must be a constant false.
    private static let composedDropout = OperatorRule(
        name: "Dropout", opsets: .since(12), inputs: 1...3, outputs: 2
    ) { call, builder in
        call.ignore("seed")
        if call.inputs.count > 2, let mode = call.inputs[2] {
            guard case .boolean(let flag)? = builder.graph.constants[mode], !flag.elements.contains(true) else {
                throw training(call)
            }
        }
        return builder.add(Dropout(), inputs: [try call.input(0)], outputs: call.outputCount)
    }
}
