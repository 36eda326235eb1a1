// SPDX-License-Identifier: Apache-2.0
import Base

/// Sorts nodes so that each comes after those that it reads from; nodes that are in this
/// order already stay as they are.
struct NodeOrder {
    private let nodes: [NodeProto]
    /// The index of the node that makes each value, keyed by the value's name.
    private let producers: [String: Int]

    /// - Parameter given: values that no node makes: inputs and initializers.
    /// - Throws: `Failure` (refused) if two nodes make the same value.
    init(_ nodes: [NodeProto], given: Set<String>) throws {
        var producers: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for output in node.outputs where !output.isEmpty {
                guard !given.contains(output), producers.updateValue(index, forKey: output) == nil else {
                    throw Failure.refused(
                        "duplicate-name", "the value \(output) is made twice",
                        hint: "every value of a graph needs a name of its own; export the model again",
                        node: node.title)
                }
            }
        }
        self.nodes = nodes
        self.producers = producers
    }

    /// Searches depth first, so that producers come before their readers.
    ///
    /// - Throws: `Failure` (refused) if the nodes form a cycle.
    func sorted() throws -> [NodeProto] {
        var state = [State](repeating: .untouched, count: nodes.count)
        var order: [NodeProto] = []
        order.reserveCapacity(nodes.count)
        for start in nodes.indices where state[start] == .untouched {
            var path = [(node: start, next: 0)]
            state[start] = .open
            while let (index, next) = path.last {
                guard next < nodes[index].inputs.count else {
                    state[index] = .done
                    order.append(nodes[index])
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                guard let producer = producers[nodes[index].inputs[next]], state[producer] != .done else { continue }
                guard state[producer] == .untouched else { throw Self.cycle(nodes[producer]) }
                state[producer] = .open
                path.append((producer, 0))
            }
        }
        return order
    }

    private enum State {
        case untouched, open, done
    }

    private static func cycle(_ node: NodeProto) -> Failure {
        .refused(
            "cycle", "the graph runs in a circle: \(node.operatorType) reads what follows from it",
            hint: "export the model again", node: node.title)
    }
}
