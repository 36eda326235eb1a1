// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Operators of ONNX's domain ai.onnx.ml, as sklearn-onnx writes them.
enum MachineLearningOperators {
    static let rules: [OperatorRule] = [
        // (x − offset)·scale
        .composed("ai.onnx.ml.Scaler") { call, builder in
            let (offset, scale) = (try call.reals("offset") ?? [], try call.reals("scale") ?? [])
            let x = builder.add(Cast(to: .real), try call.input(0))
            let moved = offset.isEmpty ? x : builder.add(Binary(.subtract), x, builder.row(offset))
            return scale.isEmpty ? moved : builder.add(Binary(.multiply), moved, builder.row(scale))
        },
        .composed("ai.onnx.ml.FeatureVectorizer", inputs: .any) { call, builder in
            call.ignore("inputdimensions")
            return builder.add(Concat(axis: -1), inputs: call.inputs, outputs: 1)[0]
        },
    ]
}

extension GraphBuilder {
    fileprivate mutating func row(_ values: [Float]) -> Graph.ValueID {
        constant(.real(Tensor(shape: [values.count], elements: values)))
    }
}
