// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Operators that pick, order or sum along an axis, and circular functions.
enum AxisOperators {
    static let rules: [OperatorRule] =
        [
            .one("GatherElements", .since(11), inputs: 2...2) { GatherElements(axis: try $0.integer("axis", 0)) },
            .one("CumSum", .since(11), inputs: 2...2) { call in
                CumulativeSum(isExclusive: try call.flag("exclusive"), isReverse: try call.flag("reverse"))
            },
            .one("TopK", .since(11), inputs: 2...2, outputs: 2) { call in
                call.ignore("sorted")
                return Extrema(axis: try call.integer("axis", -1), largest: try call.flag("largest", true))
            },
            .one("Trilu", .since(14), inputs: 1...2) { Triangle(isUpper: try $0.flag("upper", true)) },
        ] + circular

    /// Sin, cos and tan and their inverses since opset 7, the hyperbolic ones since opset 9.
    private static let circular: [OperatorRule] = Circular.Function.allCases.map { function in
        let isHyperbolic = function.rawValue.hasSuffix("h")
        return .one(function.rawValue, .since(isHyperbolic ? 9 : 7)) { _ in Circular(function) }
    }
}
