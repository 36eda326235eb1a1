// SPDX-License-Identifier: Apache-2.0
import Models

/// How one ONNX operator, in a range of opsets, becomes operations of the engine.
struct OperatorRule: Sendable {
    typealias Build = @Sendable (NodeCall, inout GraphBuilder) throws -> [Graph.ValueID]

    let name: String
    /// The opsets in which the operator has this meaning.
    let opsets: ClosedRange<Int>
    let inputs: ClosedRange<Int>
    /// The number of supported outputs.
    let outputs: Int
    let build: Build

    /// A node that becomes one operation with the same inputs and outputs.
    static func one(
        _ name: String, _ opsets: ClosedRange<Int> = .since(1), inputs: ClosedRange<Int> = 1...1, outputs: Int = 1,
        _ operation: @escaping @Sendable (NodeCall) throws -> any Operation
    ) -> OperatorRule {
        OperatorRule(name: name, opsets: opsets, inputs: inputs, outputs: outputs) { call, builder in
            builder.add(try operation(call), inputs: call.inputs, outputs: call.outputCount)
        }
    }

    /// A node that becomes several operations, or a constant; the closure returns its output.
    static func composed(
        _ name: String, _ opsets: ClosedRange<Int> = .since(1), inputs: ClosedRange<Int> = 1...1,
        _ value: @escaping @Sendable (NodeCall, inout GraphBuilder) throws -> Graph.ValueID
    ) -> OperatorRule {
        OperatorRule(name: name, opsets: opsets, inputs: inputs, outputs: 1) { call, builder in
            [try value(call, &builder)]
        }
    }
}

extension ClosedRange<Int> {
    /// From opset `version` to the newest supported one.
    static func since(_ version: Int) -> ClosedRange<Int> { version...OpsetVersion.supported.upperBound }

    static let any = 1...Limits.standard.edges
}
