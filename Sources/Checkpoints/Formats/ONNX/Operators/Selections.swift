// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Operators that pick, move or repeat elements.
    static let selections: [OperatorRule] = [
        .one("Slice", 1...9) { call in
            Slice(
                starts: try call.required(call.integers("starts"), "starts"),
                ends: try call.required(call.integers("ends"), "ends"), axes: try call.integers("axes"))
        },
        .one("Slice", .since(10), inputs: 3...5) { _ in Slice() },
        .one("Gather", inputs: 2...2) { Gather(axis: try $0.integer("axis", 0)) },
        .one("GatherND", .since(11), inputs: 2...2) { GatherND(batchAxes: try $0.integer("batch_dims", 0)) },
        .one("Pad", 2...10) { call in
            Pad(
                mode: try call.choice("mode", .constant), pads: try call.required(call.integers("pads"), "pads"),
                value: try call.real("value", 0))
        },
        .one("Pad", .since(11), inputs: 2...4) { Pad(mode: try $0.choice("mode", .constant)) },
        .one("Tile", .since(6), inputs: 2...2) { _ in Tile() },
        .one("Where", .since(9), inputs: 3...3) { _ in Where() },
        .one("Expand", .since(8), inputs: 2...2) { _ in Expand() },
        .one("Concat", inputs: .any) { Concat(axis: try $0.required($0.integer("axis"), "axis")) },
        .one("Split", 2...12, outputs: .max) { call in
            Split(
                axis: try call.integer("axis", 0), sizes: try call.integers("split"), parts: call.node.outputs.count)
        },
        .one("Split", 13...17, inputs: 1...2, outputs: .max) {
            Split(axis: try $0.integer("axis", 0), parts: $0.node.outputs.count)
        },
        .one("Split", .since(18), inputs: 1...2, outputs: .max) { call in
            let parts = try call.integer("num_outputs", call.node.outputs.count)
            guard parts == call.node.outputs.count else {
                throw call.refused("num_outputs", "is \(parts), the node has \(call.node.outputs.count)")
            }
            return Split(axis: try call.integer("axis", 0), parts: parts)
        },
    ]
}
