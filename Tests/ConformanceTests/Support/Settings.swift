// SPDX-License-Identifier: Apache-2.0
import Models

/// Which of a case's inputs are settings of operators, to which no gradient flows.
enum Settings {
    /// Whether the numbers of `value` reach, be it through other nodes, only settings of operators; or nothing.
    static func contains(_ value: Graph.ValueID, in graph: Graph) -> Bool {
        guard !graph.outputs.contains(where: { $0.value == value }) else { return false }
        let readers = graph.nodes.filter { $0.inputs.contains(value) }
        let users = readers.filter { !$0.operation.readsShapesOnly }
        guard !users.isEmpty else { return readers.isEmpty }
        return users.allSatisfy { node in
            let uses = node.inputs.indices.filter { node.inputs[$0] == value }
            return uses.allSatisfy(node.operation.settings.contains)
                || node.outputs.allSatisfy { contains($0, in: graph) }
        }
    }
}
