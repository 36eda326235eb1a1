// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Rules that differ in opset 6: broadcasting is requested by an attribute and may start at a named axis, and
    /// training mode is an attribute. PyTorch wrote this opset until 2018.
    static let opsetSix: [OperatorRule] =
        [
            ("Add", Binary(.add)), ("Sub", Binary(.subtract)), ("Mul", Binary(.multiply)), ("Div", Binary(.divide)),
            ("Pow", Binary(.power)), ("Equal", Comparison(.equal)), ("Greater", Comparison(.greater)),
            ("Less", Comparison(.less)), ("And", Logic(.and)), ("Or", Logic(.or)), ("Xor", Logic(.exclusiveOr)),
        ].map(aligned) + [
            // A slope of more than one value belongs to the channels.
            .composed("PRelu", 6...6, inputs: 2...2) { call, builder in
                let (x, slope) = (try call.input(0), try call.input(1))
                return builder.add(PRelu(), x, builder.add(AlignAxes(from: 1), slope, x))
            },
            .one("Gemm", 6...6, inputs: 3...3) { call in
                call.ignore("broadcast")
                return try gemm(call)
            },
            .one("BatchNormalization", 6...6, inputs: 5...5) { call in
                guard try call.flag("spatial", true) else {
                    throw call.refused("spatial", "is 0, which is not supported")
                }
                guard try call.flag("is_test") else { throw training(call) }
                return try batchNormalization(call)
            },
            .one("Dropout", 6...6, outputs: 2) { call in
                call.ignore("ratio")
                guard try call.flag("is_test") else { throw training(call) }
                return Dropout()
            },
        ]

    /// A ∘ B, where B's axes are those of A from `axis` on; without `axis`, they are the last ones.
    private static func aligned(_ name: String, _ operation: any Operation) -> OperatorRule {
        .composed(name, 6...6, inputs: 2...2) { call, builder in
            call.ignore("broadcast")
            let (a, b) = (try call.input(0), try call.input(1))
            guard let axis = try call.integer("axis") else { return builder.add(operation, a, b) }
            return builder.add(operation, a, builder.add(AlignAxes(from: axis), b, a))
        }
    }
}
