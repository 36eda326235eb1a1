import Failures
import Models

extension OperatorRule {
    static let normalizations: [OperatorRule] = [
        .one("BatchNormalization", 7...13, inputs: 5...5) { call in
            guard try call.flag("spatial", true) else { throw call.refused("spatial", "is 0, which is not supported") }
            guard call.node.outputs.filter({ !$0.isEmpty }).count == 1 else { throw training(call) }
            return try batchNormalization(call)
        },
        .one("BatchNormalization", .since(14), inputs: 5...5) { call in
            guard try !call.flag("training_mode") else { throw training(call) }
            return try batchNormalization(call)
        },
        .one("InstanceNormalization", inputs: 3...3) {
            InstanceNormalization(epsilon: try $0.real("epsilon", 1e-5))
        },
        .composed("LayerNormalization", .since(17), inputs: 2...3) { call, builder in
            try builder.layerNormalization(call)
        },
        .one("Dropout", 7...11, outputs: 2) { call in
            call.ignore("ratio")
            return Dropout()
        },
        .composedDropout,
    ]

    private static func batchNormalization(_ call: NodeCall) throws -> BatchNormalization {
        call.ignore("momentum")
        return BatchNormalization(epsilon: try call.real("epsilon", 1e-5))
    }

    fileprivate static func training(_ call: NodeCall) -> Failure {
        .refused(
            "training-mode", "\(call.node.operatorType) is in training mode, where samples influence one another",
            hint: "call model.eval() before the export")
    }

    /// Since opset 12 the ratio is an input, and a third says whether this is training: it must be known to be false.
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

extension GraphBuilder {
    /// y = scale·(x − mean)/√(var + ε) + bias, mean and variance over the axes from `axis` on, as rows of a matrix.
    fileprivate mutating func layerNormalization(_ call: NodeCall) throws -> Graph.ValueID {
        call.ignore("stash_type")
        let x = try call.input(0)
        let rows = add(Flatten(axis: try call.integer("axis", -1)), x)
        let centred = add(Binary(.subtract), rows, add(Reduce(.mean, axes: [1]), rows))
        let variance = add(Reduce(.mean, axes: [1]), add(Binary(.multiply), centred, centred))
        let shifted = add(Unary(.affine(scale: 1, offset: try call.real("epsilon", 1e-5))), variance)
        let standardized = add(Binary(.divide), centred, add(Unary(.sqrt), shifted))
        let shaped = add(Reshape(allowZero: true), standardized, add(Shape(), x))
        let scaled = add(Binary(.multiply), shaped, try call.input(1))
        return call.inputs.count > 2 ? add(Binary(.add), scaled, try call.input(2)) : scaled
    }
}
