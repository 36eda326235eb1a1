// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension OperatorRule {
    /// Axes are an attribute first and an input later: since opset 13 for ReduceSum, since opset 18 for all others.
    static let reductions: [OperatorRule] =
        reduce("ReduceSum", .sum, axesAsInput: 13) + reduce("ReduceMean", .mean) + reduce("ReduceProd", .product)
        + reduce("ReduceL2", .l2) + reduce("ReduceMax", .maximum) + reduce("ReduceMin", .minimum)
        + reduce("ReduceL1", .sum, before: { $1.add(Unary(.absolute), $0) })
        + reduce("ReduceSumSquare", .sum, before: { $1.add(Binary(.multiply), $0, $0) })
        + reduce("ReduceLogSum", .sum, after: { $1.add(Unary(.log), $0) })
        + [
            .one("ArgMax") { try argMax($0) },
            .composed("ArgMin") { call, builder in
                builder.add(try argMax(call), builder.add(Unary(.negative), try call.input(0)))
            },
        ]

    private typealias Step = @Sendable (Graph.ValueID, inout GraphBuilder) -> Graph.ValueID

    private static func reduce(
        _ name: String, _ kind: ReductionKind, axesAsInput version: Int = 18, before: Step? = nil, after: Step? = nil
    ) -> [OperatorRule] {
        [
            .composed(name, 1...version - 1) { call, builder in
                let reduction = Reduce(kind, axes: try call.integers("axes"), keepAxes: try call.flag("keepdims", true))
                return try builder.reduce(call, reduction, before, after)
            },
            .composed(name, .since(version), inputs: 1...2) { call, builder in
                let reduction = Reduce(
                    kind, keepAxes: try call.flag("keepdims", true),
                    noAxesMeansNone: try call.flag("noop_with_empty_axes"))
                return try builder.reduce(call, reduction, before, after)
            },
        ]
    }

    private static func argMax(_ call: NodeCall) throws -> ArgMax {
        ArgMax(
            axis: try call.integer("axis", 0), keepAxes: try call.flag("keepdims", true),
            lastOfEquals: try call.flag("select_last_index"))
    }
}

extension GraphBuilder {
    fileprivate mutating func reduce(
        _ call: NodeCall, _ reduction: Reduce,
        _ before: (@Sendable (Graph.ValueID, inout GraphBuilder) -> Graph.ValueID)?,
        _ after: (@Sendable (Graph.ValueID, inout GraphBuilder) -> Graph.ValueID)?
    ) throws -> Graph.ValueID {
        var inputs = call.inputs
        if let before { inputs[0] = before(try call.input(0), &self) }
        let result = add(reduction, inputs: inputs, outputs: 1)[0]
        return after?(result, &self) ?? result
    }
}
