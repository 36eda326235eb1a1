// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Comparisons and logic, and what chooses by them.
enum AtenComparisons {
    static let rules: [AtenRule] = [
        compare(.greater, "gt"), compare(.less, "lt"), compare(.greaterOrEqual, "ge"), compare(.lessOrEqual, "le"),
        compare(.equal, "eq"),
        AtenRule("ne.Scalar", "ne.Tensor") { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            return builder.add(Not(), builder.add(Comparison(.equal), x, other))
        },
        .unary("logical_not.default", "bitwise_not.default") { _ in Not() },
        AtenRule("logical_and.default", "bitwise_and.Tensor", "__and__.Tensor") {
            $1.add(Logic(.and), try $0.tensor("self"), try $0.tensor("other"))
        },
        AtenRule("logical_or.default", "bitwise_or.Tensor", "__or__.Tensor") {
            $1.add(Logic(.or), try $0.tensor("self"), try $0.tensor("other"))
        },
        AtenRule("where.self", "where.ScalarSelf", "where.ScalarOther", "where.Scalar") { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            return builder.add(Where(), try call.tensor("condition"), x, other)
        },
        AtenRule("masked_fill.Scalar", "masked_fill.Tensor") { call, builder in
            let value = try call.operand("value", &builder)
            return builder.add(Where(), try call.tensor("mask"), value, try call.tensor("self"))
        },
    ]

    private static func compare(_ relation: Relation, _ name: String) -> AtenRule {
        AtenRule.each([name + ".Scalar", name + ".Tensor"]) { call, builder in
            let (x, other) = try call.operands("self", "other", &builder)
            return builder.add(Comparison(relation), x, other)
        }
    }
}
