// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Sums, means, extrema and the like along axes.
enum AtenReductions {
    static let rules: [AtenRule] = [
        reduce(.mean, "mean.dim", "mean.default"), reduce(.sum, "sum.dim_IntList", "sum.default"),
        reduce(.maximum, "amax.default", "max.default"), reduce(.minimum, "amin.default", "min.default"),
        reduce(.product, "prod.dim_int", "prod.default"),
        // The values; the indices are the second output.
        .several("max.dim") { call, builder in try extremum(call, &builder, .maximum) },
        .several("min.dim") { call, builder in try extremum(call, &builder, .minimum) },
        AtenRule("argmax.default") { call, builder in
            guard call.node.arguments["dim"]?["as_int"] != nil else { throw call.refused("dim", "is missing") }
            let operation = ArgMax(axis: try call.axis("dim", 0), keepAxes: try call.flag("keepdim"))
            return builder.add(operation, try call.tensor("self"))
        },
        // m + log Σ e^(x − m) with the largest value m
        AtenRule("logsumexp.default") { call, builder in
            let (x, axes, keeps) = (try call.tensor("self"), try axes(call), try call.flag("keepdim"))
            let largest = builder.add(Reduce(.maximum, axes: axes), x)
            let powers = builder.add(Unary(.exp), builder.add(Binary(.subtract), x, largest))
            let sum = builder.add(Unary(.log), builder.add(Reduce(.sum, axes: axes), powers))
            let result = builder.add(Binary(.add), sum, largest)
            return keeps ? result : builder.add(Squeeze(axes: axes), result)
        },
        AtenRule("var.correction", "var.dim", "var.default") { try variance($0, &$1) },
        AtenRule("std.correction", "std.dim", "std.default") { $1.add(Unary(.sqrt), try variance($0, &$1)) },
        AtenRule("linalg_vector_norm.default", "norm.ScalarOpt_dim", "norm.Scalar") { call, builder in
            call.ignore("dtype")
            let order = try call.real(call.node.arguments["ord"] == nil ? "p" : "ord", 2)
            let (x, axes, keeps) = (try call.tensor("self"), try optionalAxes(call), try call.flag("keepdim"))
            switch order {
            case 2: return builder.add(Reduce(.l2, axes: axes, keepAxes: keeps), x)
            case 1: return builder.add(Reduce(.sum, axes: axes, keepAxes: keeps), builder.add(Unary(.absolute), x))
            case .infinity:
                return builder.add(Reduce(.maximum, axes: axes, keepAxes: keeps), builder.add(Unary(.absolute), x))
            default: throw call.refused("ord", "is \(order)")
            }
        },
        AtenRule("cumsum.default") { call, builder in
            call.ignore("dtype")
            return builder.add(CumulativeSum(axis: try call.axis("dim", 0)), try call.operand("self", &builder))
        },
        // Σab/√max(Σa²·Σb², ε²)
        AtenRule("cosine_similarity.default") { call, builder in
            let (a, b, axis) = (
                try call.tensor("x1"), try call.tensor("x2"), try call.axis("dim", 1, of: call.rank("x1"))
            )
            let epsilon = try call.real("eps", 1e-8)
            let parts = [(a, b), (a, a), (b, b)].map { left, right in
                let product = builder.add(Binary(.multiply), left, right)
                return builder.add(Reduce(.sum, axes: [axis], keepAxes: false), product)
            }
            let squares = builder.add(Binary(.multiply), parts[1], parts[2])
            let size = builder.add(Unary(.sqrt), builder.add(Clip(low: epsilon * epsilon), squares))
            return builder.add(Binary(.divide), parts[0], size)
        },
    ]

    /// The axes of `dim`, counted from the front; nil for all.
    private static func optionalAxes(_ call: AtenCall) throws -> [Int]? {
        let (given, rank) = (try call.integers("dim"), try call.rank("self"))
        return given.isEmpty ? nil : given.map { $0 < 0 ? $0 + rank : $0 }
    }

    private static func axes(_ call: AtenCall) throws -> [Int] {
        try optionalAxes(call) ?? Array(0..<call.rank("self"))
    }

    private static func reduce(_ kind: ReductionKind, _ targets: String...) -> AtenRule {
        AtenRule.each(targets) { call, builder in
            call.ignore("dtype")
            let reduction = Reduce(kind, axes: try optionalAxes(call), keepAxes: try call.flag("keepdim"))
            return builder.add(reduction, try call.operand("self", &builder))
        }
    }

    private static func extremum(
        _ call: AtenCall, _ builder: inout GraphBuilder, _ kind: ReductionKind
    ) throws -> [Graph.ValueID] {
        let (x, axis, keeps) = (try call.tensor("self"), try call.axis("dim", 0), try call.flag("keepdim"))
        let opposite = kind == .minimum ? builder.add(Unary(.negative), x) : x
        return [
            builder.add(Reduce(kind, axes: [axis], keepAxes: keeps), x),
            builder.add(ArgMax(axis: axis, keepAxes: keeps), opposite),
        ]
    }

    /// Σ(x − mean)²/(n − correction)
    private static func variance(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        let (x, axes, keeps) = (try call.tensor("self"), try axes(call), try call.flag("keepdim"))
        let correction = try call.flag("unbiased", true) ? call.real("correction", 1) : 0
        let count = try axes.map { Double(try call.extent("self", axis: $0)) }.reduce(1, *)
        guard count > correction else { throw call.refused("correction", "is \(correction) of \(count) values") }
        let mean = builder.add(Reduce(.mean, axes: axes), x)
        let centred = builder.add(Binary(.subtract), x, mean)
        let squares = builder.add(Binary(.multiply), centred, centred)
        let spread = builder.add(Reduce(.mean, axes: axes, keepAxes: keeps), squares)
        return builder.scaled(spread, by: count / (count - correction))
    }
}
